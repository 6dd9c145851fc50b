"""The style of every page: colours for light and dark, type, tables, pictures, print. No outside resource."""

STYLE = """:root{--ink:#1b2430;--soft:#55606e;--paper:#fdfcf9;--card:#fff;--line:#dcdad2;--for:#1c6b43;--against:#9a2f24;--gap:#8a5a00;--link:#1d4f91;--mark:#fdeeb5;
 --serif:Charter,"Bitstream Charter","Iowan Old Style",Georgia,serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){:root{--ink:#e8e6e0;--soft:#a9b0b9;--paper:#14181d;--card:#1b2027;--line:#343b44;--for:#6fd3a1;--against:#f39a8e;--gap:#e9b65c;--link:#8ab8f5;--mark:#5a4a12}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 var(--serif)}
a{color:var(--link)} a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px} .skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem}
header,main,footer{max-width:58rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
.brand{font:600 .8rem var(--sans);letter-spacing:.14em;text-transform:uppercase;color:var(--soft)}
h1{font-size:1.6rem;line-height:1.3;margin:.6rem 0 1rem}
h2{font-size:1.2rem;margin:2.4rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--line)}
.badge{display:inline-block;font:600 .95rem var(--sans);padding:.4rem .9rem;border-radius:2rem;border:2px solid currentColor}
.badge.supported,.badge.supported_with_conditions{color:var(--for)} .badge.conflicts,.badge.not_established{color:var(--against)} .badge.more_information_needed{color:var(--gap)}
.meta{font:.85rem var(--sans);color:var(--soft);margin:.8rem 0 0}
nav ul{columns:2;list-style:none;padding:0;margin:1.2rem 0;font:.9rem/1.9 var(--sans)}
#direct .lines li:first-child{font-size:1.15rem}
.lines{list-style:none;padding:0;margin:0} .lines>li{padding:.45rem 0 .45rem .9rem;border-left:3px solid var(--line);margin:.35rem 0}
.lines>li.supports{border-color:var(--for)} .lines>li.opposes{border-color:var(--against)} .lines>li.gap{border-color:var(--gap)}
.tag{font:600 .68rem var(--sans);letter-spacing:.06em;text-transform:uppercase;color:var(--soft)}
.supports>.tag{color:var(--for)} .opposes>.tag{color:var(--against)} .gap>.tag{color:var(--gap)}
.ref{font:.78rem var(--sans);text-decoration:none;margin-left:.15rem}
details{font:.85rem/1.5 var(--sans);color:var(--soft)} .lines details{display:inline-block;margin-left:.4rem;max-width:100%} .lines details[open]{display:block;margin:.4rem 0 .2rem}
summary{cursor:pointer;color:var(--link)} details[open]{display:block} details ul{margin:.3rem 0 .3rem 1rem;padding:0}
.wide{overflow-x:auto} table{width:100%;border-collapse:collapse;font:.92rem/1.5 var(--sans);background:var(--card)} caption{text-align:left;font-weight:600;padding:.6rem 0}
th,td{border-bottom:1px solid var(--line);padding:.6rem .6rem;text-align:left;vertical-align:top} thead th{color:var(--soft);font-weight:600}
th[scope=row]{width:34%} .ask{display:block;font-weight:400;color:var(--soft);font-size:.86rem}
.missing th[scope=rowgroup]{color:var(--gap);font-weight:600;padding-top:1rem} .missing td:nth-child(2),.missing td:nth-child(3){white-space:nowrap}
.value{font-weight:700;white-space:nowrap} tr.met .value{color:var(--for)} tr.not_met .value{color:var(--against)} tr.unknown .value{color:var(--gap);white-space:normal}
.wording{color:var(--soft)} figure{margin:1rem 0} svg{width:100%;max-width:46rem;height:auto} svg text{font:13px var(--sans);fill:var(--ink)} .n{font-size:12px} .drug{fill:var(--link)} .control{fill:var(--soft)}
svg .label{text-anchor:end} svg .head{font-weight:600} svg .unit,svg .year{fill:var(--soft);font-size:11px;font-weight:400} svg .year{text-anchor:middle} svg .value{text-anchor:middle;font-size:11px} .grid,.base{stroke:var(--line)} .course{stroke:var(--gap);stroke-dasharray:3 3}
.bar{fill:var(--link);opacity:.75} .bar.open{opacity:1} .dose{fill:var(--gap)} .line{fill:none;stroke:var(--link);stroke-width:2} .point{fill:var(--link)} .trends{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:0 1.5rem}
.whisker{stroke:var(--ink);stroke-width:2}
.place{font:.8rem var(--sans);color:var(--soft)}
figcaption,.note{font:.85rem var(--sans);color:var(--soft)}
ol.references{font:.88rem/1.55 var(--sans);padding-left:2rem} ol.references li{margin:.4rem 0;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem;font:.82rem/1.55 ui-monospace,Menlo,Consolas,monospace} mark{background:var(--mark);color:inherit;border-radius:.2rem} :target{outline:3px solid var(--gap)}
footer{padding:2rem 1.25rem 4rem;font:.85rem/1.6 var(--sans);color:var(--soft)} dl{display:grid;grid-template-columns:8rem 1fr;gap:.2rem 1rem} dd{margin:0}
@media (max-width:40rem){body{font-size:16px} nav ul{columns:1} th[scope=row]{width:auto}}
@media print{nav,.skip,summary{display:none} body{background:#fff;color:#000;font-size:10.5pt} header,main,footer{max-width:none} section{break-inside:auto} li,tr{break-inside:avoid} a{color:inherit;text-decoration:none} details:not([open]){display:none}}"""
