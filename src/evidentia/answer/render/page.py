"""The frame of the HTML page and its style, with $places that `html` fills."""

from evidentia.ledger.style import STYLE as STYLE

FRAME = """<!doctype html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
$style</style>
</head>
<body>
<a class="skip" href="#content">Skip to the article</a>
<header>
<p class="brand">Evidentia · medical necessity assessment</p>
<h1>$question</h1>
<p><span class="badge $verdict">$badge</span></p>
<p class="meta">As of $as_of · for the $audience · submitted, not yet reviewed by a clinician · $id</p>
</header>
<main id="content">
$body
</main>
<footer>
$closing
<dl>$digests</dl>
</footer>
</body>
</html>
"""
