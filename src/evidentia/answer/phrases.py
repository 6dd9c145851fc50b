"""The frame sentences: (for professionals, for the patient). They hold no fact of their own; figures fill them."""

from __future__ import annotations

SUPPORTED = (
    'Supported on this record: all {n} {kind} criteria of "{policy}" are met.',
    "The papers on file fit all {n} rules that were checked here. Your own plan may use other rules.",
)
SUPPORTED_IF = (
    'Supported with conditions: all {n} {kind} criteria of "{policy}" are met, and these are still to be documented or settled before the next dose: {points}.',
    "The papers on file fit all {n} rules that were checked here. Your own plan may use other rules. Some safety tests still have to be done: {points}.",
)
NOT_ESTABLISHED = (
    'Not established on this record: {ids} of the {kind} criteria of "{policy}" {verb} not met. A clinician decides; this is not a denial.',
    "On these papers the need is not shown. Some of the rules that were checked are not met: {ids}. A doctor decides. This is not a no.",
)
CONFLICTS = (
    'The request conflicts with the policy on this record: {ids} of the {kind} criteria of "{policy}" {verb} not met. A clinician decides; this is not a denial.',
    "The request does not fit some of the rules that were checked: {ids}. A doctor decides. This is not a no.",
)
MORE_INFORMATION = (
    'More information is needed: {ids} of the {kind} criteria of "{policy}" cannot be determined on this record.',
    "More facts are needed. The papers do not show enough to judge these rules: {ids}.",
)
NO_CRITERIA = (
    "More information is needed: no policy was applied, so no criterion could be determined.",
    "More facts are needed. No rules of a plan were used.",
)
STANDING = (
    "{drug} for {condition} is {label} in the United States; guideline place: {place}. Certainty of the evidence: {level}.",
    "The use of this {noun} for this illness is {label} in the U.S. Expert groups place it so: {place}. How sure the studies make us: {level}.",
)
REGIMEN = ("{regimen}", "Dose check: {regimen}")
CERTAINTY = (
    "Certainty of the evidence by GRADE: {level}. Reasons: {steps}.",
    "How sure we can be: {level}. Why: {steps}.",
)
INVESTIGATIONAL = (
    "Whether the use counts as experimental or investigational: {answer}. Off-label is not the same as experimental.",
    "Is it a trial use? {plain}. Off-label does not mean that it is a test.",
)
INVESTIGATIONAL_ON_LABEL = (
    "Whether the use counts as experimental or investigational: {answer}.",
    "Is it a trial use? {plain}.",
)
COMPENDIA = (
    "Listing in the compendia (AHFS-DI, DRUGDEX): {compendia}; they were not read for this record.",
    "Drug books used by plans: {compendia}. They were not read for this page.",
)
POOLED = (
    "Pooled from uncontrolled studies ({name}): {events}/{total}, {percent} % (95 % CI {low} to {high}) if the counts are put together; {random} % ({rlow} to {rhigh}) letting the studies differ; I2 {i2} %.",
    "Small studies put as one: {events} of {total} people got better, {percent} in 100 (from {low} to {high}). If the studies may differ: {random} in 100 (from {rlow} to {rhigh}). (I2 {i2})",
)
SEARCH_NONE = (
    "No record {side} the use was found among the {n} verified records of this topic.",
    "We found no study {side} this use in the {n} facts on file.",
)
MISSING = (
    "Missing: {text}. Who has it: {who}. It decides {ids}.",
    "Not on file: {text}. Ask: {who}. It counts for: {ids}.",
)
FLIP_MET = (
    "Smallest set that would turn the outcome to met: {needs}.",
    "If these were on file and fit, all rules would be met: {needs}.",
)
FLIP_UNDO = (
    "The outcome would be met only if these were otherwise on the record: {needs}.",
    "All rules would be met only if these were not so: {needs}.",
)
FLIP_NOT = (
    "{id} alone would turn the outcome to not met, if the record showed the contrary: {needs}.",
    "One fact could turn it the other way: {needs} ({id}).",
)
POLICY = (
    "{title}, {kind}: {value}. ({id}, version {version}{period})",
    "Rules from: {title}. In all: {plain}.",
)
CRITERION_BARE = (
    "{id} {value}. Its reason was not found again in the chart word by word, so it is not printed here; its proof shows where it comes from.",
    "Rule {id}. {ask} {state}",
)
CRITERION = ("{id} {value}: {because}", "Rule {id}. {ask} {state} {facts}")
APPLIES = (
    "{society} and this patient: {value}. {because}",
    "Does this advice ({society}) fit you? {plain}. {because}",
)
AIMS = {
    "fall": "{name} down by {figure} % or more",
    "keep": "{name} at {figure} % or more of the value before",
    "below": "{name} below {figure} {unit}",
}
TARGET = (
    "That target in this record, from the first course ({start}): {aim} by month {month} was {verdict} ({values}).",
    "Your goal, from your first course ({start}): {aim} by month {month}. It was {verdict} ({values}).",
)
TARGETS_OPEN = (
    "Counted from the first course ({start}), no value in this record shows whether these were reached: {aims}.",
    "Counted from your first course ({start}), no test on file tells whether these were reached: {aims}.",
)
NOT_IN_FORCE = ("{note}", "The dates of this plan rule do not fit: {note}")
UNIT = (
    "{value}: the record gives no unit, so it can mean different things; unit, sample and date are needed.",
    "{value}. The unit is not on file, so no one can tell what it means.",
)
UNDATED = ("{value}: no date in the record.", "{value}. The date is not on file.")
TREND = ("{name}: {values}.", "{name} over time: {values}.")
CHANGE = (
    "Since before the {which} course {name} {verb} from {before} to {now}, {direction} {percent} %.",
    "Since before the {which} course {name} {verb} from {before} to {now}, {direction} {percent} %.",
)
TURNED = (
    "{name} is worse again: from {before}, the best value since the first course, to {now}, {direction} {percent} %.",
    "{name} got worse again: from {before}, the best value since the first course, to {now}, {direction} {percent} %.",
)
ACTIVITY = ("Signs of activity on file: {values}.", "Signs of how active the illness is, on file: {values}.")
MEASURES = ("Measures and scores on file: {values}.", "Measures and scores on file: {values}.")
NO_CHANGE = (
    "Since before the {which} course {name} has not changed: {before}, then {now}.",
    "Since before the {which} course {name} has not changed: {before}, then {now}.",
)
CONVERTED = ("{one} equals {other}.", "{one} is the same as {other}.")
MANIFESTATIONS = (
    "Documented outside the kidney: {names}. Severe disease outside the kidney does not by itself show refractory nephritis.",
    "Lupus outside the kidney is on file: {names}. That alone does not show that kidney lupus resisted drugs.",
)
DIAGNOSIS = ("The record names {name}{date}.", "The chart names {name}{date}.")
NO_DIAGNOSIS = (
    'The record says that there is no {name} ("{words}").',
    'The chart says that there is no {name} ("{words}").',
)
ALSO_NAMED = ("Also named in the record: {names}.", "The chart also names: {names}.")
SAID_ABSENT = ("Stated in the record not to be there: {names}.", "The chart says that these are not there: {names}.")
CODES = ("Codes in the record: {codes}.", "Codes in the chart: {codes}.")
REQUESTS = ("What the documents ask for: {requests}.", "What the papers ask for: {requests}.")
BIOPSY_SHOWS = ("Kidney biopsy{date}: {shown}.", "Kidney biopsy{date}: {shown}.")
BIOPSY = ("Kidney biopsy: class {classes}{date}.", "Kidney biopsy: class {classes}{date}.")
WRONG_CODE = (
    "The code {code} was entered by mistake, by the record.",
    "The code {code} was put in by mistake, the chart says.",
)
SYMPTOMS = (
    "Symptoms are documented ({names}). Symptoms alone do not show a flare or an objective benefit; no {measures} stands beside them.",
    "Symptoms are on file ({names}). They alone do not show a flare. Lab tests or a score are needed.",
)
OVERDUE = (
    "The next dose is said to be overdue; the date of the last course is {known}. Symptoms that return when a dose is late speak for a response to the drug; they do not show by themselves that disease is refractory.",
    "The next dose is late. The date of the last course is {known}. If signs come back when a dose is late, the drug may have helped. That is not the same as a drug that failed.",
)
REFRACTORY = (
    "The record calls the disease refractory; that word needs the drugs that failed, with dose, duration and response. Refractory disease and relapse when a dose is late are different: the second speaks for a response.",
    "The chart says the illness resists drugs. For that we need to know which drugs failed, how much and how long. If signs come back when a dose is late, that is a response, not a drug that failed.",
)
PRAISE = (
    'The words "{words}" are not objective evidence of benefit{contrast}.',
    'The words "{words}" are not a lab test{contrast}.',
)
LITERATURE = (
    "The record quotes literature; what it quotes is no fact of this patient.",
    "The chart quotes studies. They are not facts about you.",
)
RECORD_NOTE = ("About the record itself: {words}.", "About the papers: {words}.")
ANOTHER_PATIENT = (
    'A part of the papers is headed as another patient\'s ("{words}"); it was set aside and nothing was taken from it.',
    'Part of the papers seems to be of another person ("{words}"). It was left out.',
)
DATED_LATER = (
    'A part of the papers bears a day after the day of service ("{words}"); it was set aside and nothing was taken from it.',
    'Part of the papers is dated after the day of treatment ("{words}"). It was left out.',
)
BY_RECORD = (
    "The question names no drug that is known here; what is assessed is the drug that the record asks for: {drug}.",
    "The question names no drug that is known here. This page is on the drug that the chart asks for: {drug}.",
)
EXCLUSION = (
    "The record says {words}: an exclusion of the plan is a question of its contract and comes before these criteria, which do not decide it.",
    "The chart says {words}. That is a question of your plan's contract, and not of these rules. It comes first.",
)
STOP_SIGN = (
    "The record says {words}; that comes before every criterion and is to be settled first.",
    "The chart says {words}. That has to be settled first.",
)
NEVER_TREATED = (
    "The record says that the drug was never received; an initiation review would be the right request.",
    "The chart says that you never had the drug. So a first request is the right one.",
)
THERAPY = ("Earlier and current treatment by the record: {drugs}.", "Drugs on file: {drugs}.")
EVENT = ("{what}: {state}.", "{what}: {state}.")
NO_PRIOR_CARE = ("No {drugs} is documented.", "A {drugs} is not on file.")
NO_PRIOR_THERAPY = (
    "No trial of {drugs} is documented with dose, duration and response.",
    "A trial of {drugs} is not on file with dose, time and result.",
)
SAFETY_DONE = ("In this record: {what}.", "On file: {what}.")
SAFETY_GAP = (
    "Not documented in this record: {what}; due before the next dose.",
    "Not on file: {what}. It is due before the next dose.",
)
SINCE = (
    "This answer is as of {as_of}. What follows came or went between then and {verified}, the day on which the topic was last verified; it is shown here and used nowhere else.",
    "This page is for {as_of}. The next lines are what changed up to {verified}. They are not used above.",
)
NEW = ("New ({day}): {text}", "New ({day}): {plain}")
GONE = ("In force then, and until {day}: {text}", "Good then, and until {day}: {plain}")
TO_CHECK = ("To be checked, not stated as a fact: {what}", "Still to be checked: {what}")
NO_DECISIONS = (
    "No decisions of external review are at hand, so none is shown. They are added with: evidentia precedents add FILE.",
    "No past cases are on file here, so none is shown.",
)
NO_PRECEDENT = (
    "None of the {n} decisions of external review at hand is on {drug} and names {condition}.",
    "We looked at {n} past cases. None is on this drug for this illness.",
)
PRECEDENTS = (
    "Decisions of external review on {drug} that name {condition} ({body}; {first} to {last}; n = {n}): {won} overturned in the patient's favour, {lost} upheld; {percent} % overturned (95 % CI {low} to {high}). In the last five of these years {recent}, before that {earlier}. They are other patients' requests: no forecast and no verdict.",
    "Past cases of people who asked for this drug ({first} to {last}): {n}. An outside doctor said yes in {won} and no in {lost}. That is {percent} in 100 (from {low} to {high}). In the last five of these years: {recent}. Before: {earlier}. They do not tell how your case will end.",
)
PRECEDENTS_RULE = ("How they were chosen: {rule}.", "How we chose them: {rule}.")
PRECEDENT = (
    '{outcome} ({id}, {year}{via}){failed}: "{quote}"',
    "One case ({id}, {year}{via}): {plain}{failed}.",
)
UNCURATED = (
    "No curated topic covers this question, so nothing is said about the treatment: this is an abstention, not a judgement. Next step: ask about a topic listed by `evidentia topics`, or add one.",
    "This use is not curated here. So we say nothing about it. Please ask your doctor.",
)
FUTURE = (
    "The as-of date {as_of} lies after the day on which this topic was last verified ({verified}); what changed since is not known here.",
    "The date {as_of} is later than our last check ({verified}). News since then is not in here.",
)
CODING = ("{codes}", "Billing codes: {codes}")
CHECKED = (
    "{supported} statements were checked against their records and the characters of the chart and are supported; {marked} are marked to be checked; {removed} were removed because they failed. What matters for this patient is for a clinician to judge.",
    "{supported} lines were checked and hold. {marked} still need a check. {removed} were taken out.",
)
STATUS = (
    "Submitted; not yet reviewed by a clinician. Last updated {as_of} for the date of service.",
    "Sent in. No doctor has reviewed this page yet. Last update: {as_of}.",
)
FROM_LIBRARY = (
    "Uncurated: nobody has weighed this evidence for this question. What follows is quoted from the local library ({publications} publications, snapshot {digest}), found by search for {subject} and sorted by its words; the words in quotation marks are the sources' own. Strongest kind of source quoted: {design}. Certainty is not graded.",
    "No expert has looked at this question here. Each line below is copied word for word from a source on file. We did not judge it. Ask your doctor what it means for you.",
)
LIBRARY_SILENT = (
    "Uncurated, and the local library ({publications} publications, snapshot {digest}) has no passage on {subject} that could be quoted. This is an abstention, not a judgement. Next step: add sources with `evidentia library add`, or ask about a topic listed by `evidentia topics`.",
    "We have nothing on file on this use. So we say nothing about it. Please ask your doctor.",
)
LABEL_NAMES = (
    "Labels of {drug} in the library: {total}; of these {n} name {condition} among the indications.",
    "Of {total} labels on file, {n} name this illness.",
)
LABEL_SILENT = (
    "Labels of {drug} in the library: {total}; none names {condition} among the indications by any of these names: {names}. Whether another label does is not known here.",
    "The labels on file ({total}) do not name this illness.",
)
LABEL_MISSING = (
    "The library has no label of {drug} that was in force on {as_of}; the label status is unknown.",
    "We have no label of this drug on file.",
)
LOOKED = (
    "Searched for {what}; passages read on the subject: {read}; sentences quoted: {kept}.",
    "We looked for {what}. We read {read} parts of texts and show {kept} lines.",
)
NO_CONTRARY = (
    "Contrary findings were sought on purpose (words: {words}; passages read on the subject: {read}), and none was found. That does not show that there are none.",
    "We looked for studies that speak against it. We found none on file. There may be some.",
)
NO_SUPPORT = (
    "No sentence that speaks for the use was found (passages read on the subject: {read}). That does not show that there is none.",
    "We found no study on file that speaks for it. There may be some.",
)
WITHDRAWN = (
    "Not quoted, because it is marked {status}: {title} ({id}); {notice}.",
    "One text was left out. Its mark is: {status}.",
)
FURTHER = (
    "Also on the subject in the library, without a sentence that could be quoted ({n}): {listed}.",
    "More texts on it are on file: {n}.",
)
LATER = (
    "Publications on the subject that came out after {as_of} and are not quoted: {n}.",
    "{n} texts came out after {as_of}. They are left out.",
)
SECOND_HAND = (
    "Citation depth: of {total} quoted results {n} are second-hand (they report the work of others); {cited}.",
    "{n} of {total} lines tell what others found.",
)
