-- Fights by place and month, as they are told: actual ones only. A time without a month counts for its year.
CREATE VIEW battles AS
SELECT
  COALESCE(entities.name, mentions.text) AS place,
  CASE
    WHEN events.time LIKE '____-__%' AND substr(events.time, 6, 2) BETWEEN '01' AND '12' THEN substr(events.time, 1, 7)
    WHEN events.time LIKE '____%' THEN substr(events.time, 1, 4)
  END AS month,
  COUNT(DISTINCT events.document || '/' || events.id) AS events,
  COUNT(DISTINCT events.document) AS documents
FROM events
JOIN arguments ON arguments.document = events.document AND arguments.event = events.id
JOIN mentions ON mentions.document = arguments.document AND mentions.id = arguments.mention
LEFT JOIN entities ON entities.document = arguments.document AND entities.id = arguments.entity
WHERE events.type IN ('ATTACK', 'CLASH', 'DEFEND', 'ENCIRCLE', 'DEFEAT')
  AND events.polarity = 'positive' AND events.modality = 'actual'
  AND (arguments.role = 'place' OR (mentions.label = 'PLACE' AND arguments.role = 'patient'))
GROUP BY 1, 2;

-- Losses by side: what is told of dead, wounded, prisoners and materiel. A loss told twice is there twice.
CREATE VIEW losses AS
SELECT
  COALESCE(entities.name, mentions.text) AS side,
  events.type AS type,
  events.subtype AS subtype,
  amount.text AS quantity,
  quantities.low AS low,
  quantities.best AS best,
  quantities.high AS high,
  quantities.unit AS unit,
  events.time AS time,
  events.document AS document,
  events.id AS event
FROM events
JOIN arguments ON arguments.document = events.document AND arguments.event = events.id AND arguments.role = 'patient'
JOIN mentions ON mentions.document = arguments.document AND mentions.id = arguments.mention
LEFT JOIN entities ON entities.document = arguments.document AND entities.id = arguments.entity
LEFT JOIN arguments AS counted
  ON counted.document = events.document AND counted.event = events.id AND counted.role = 'quantity'
LEFT JOIN mentions AS amount ON amount.document = counted.document AND amount.id = counted.mention
LEFT JOIN quantities ON quantities.document = counted.document AND quantities.mention = counted.mention
WHERE events.type IN ('CASUALTY', 'CAPTURE', 'MATERIEL')
  AND events.polarity = 'positive' AND events.modality = 'actual';

-- Timeline of a person: SELECT * FROM timeline WHERE person = '…' ORDER BY time.
CREATE VIEW timeline AS
SELECT
  entities.name AS person,
  events.time AS time,
  events.type AS type,
  events.trigger AS word,
  arguments.role AS role,
  events.polarity AS polarity,
  events.modality AS modality,
  sentences.text AS sentence,
  events.document AS document,
  events.id AS event
FROM arguments
JOIN entities ON entities.document = arguments.document AND entities.id = arguments.entity
JOIN events ON events.document = arguments.document AND events.id = arguments.event
JOIN sentences ON sentences.document = events.document AND sentences.number = events.sentence
WHERE entities.label = 'PERSON';
