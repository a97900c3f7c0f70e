# Everything that is needed is made here: a virtual environment, an installed package, a run, the tests.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
SHARED ?= ../shared
UD     ?= $(wildcard $(SHARED)/data/ud/*-test.conllu)

.DEFAULT_GOAL := help
.PHONY: help run test check format bench bench-database bench-spark soak bench-ner bench-values bench-segmentation bench-events evaluate clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' Makefile

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(STAMP)

run: $(STAMP) ## the main job: extract events from corpus/raw into outputs/corpus
	$(BIN)/jishi run corpus/raw --out outputs/corpus

test: $(STAMP) ## all tests
	$(BIN)/python -m pytest

check: $(STAMP) ## formatting, lint, types, resources
	$(BIN)/ruff format --check pipeline tests
	$(BIN)/ruff check pipeline tests
	$(BIN)/mypy
	$(BIN)/jishi check

format: $(STAMP) ## put the code into its standard form
	$(BIN)/ruff format pipeline tests
	$(BIN)/ruff check --fix pipeline tests

bench: $(STAMP) ## time and memory of a run beside jieba.posseg alone, in one go, then many articles (BENCH_DOCUMENTS=100000 for more); writes outputs/bench.md
	$(BIN)/python tests/bench/speed.py corpus/raw --documents 100 --documents 1000 $(addprefix --documents ,$(BENCH_DOCUMENTS)) $(addprefix --characters ,$(BENCH_CHARACTERS)) --out outputs/bench.md

bench-database: $(STAMP) ## load 1 M arguments into SQLite, DuckDB, Parquet, and PostgreSQL if PG=postgresql://… is empty; writes outputs/bench-database.md
	$(BIN)/python tests/bench/database.py corpus/raw $(addprefix --postgresql ,$(PG)) --out outputs/bench-database.md

bench-spark: $(STAMP) ## jishi spark on this machine beside jishi run --jobs 2 and jishi load; installs pyspark (450 MB), needs Java 17; writes outputs/bench-spark.md
	$(BIN)/python -m pip install --quiet --editable '.[spark]'
	$(BIN)/python tests/bench/spark.py corpus/raw $(addprefix --documents ,$(BENCH_DOCUMENTS)) --out outputs/bench-spark.md

soak: $(STAMP) ## kill runs at random moments and look for lost and doubled rows (50 kills, or SOAK_MINUTES=20); writes outputs/soak.md
	$(BIN)/python tests/bench/kills.py corpus/raw $(addprefix --minutes ,$(SOAK_MINUTES)) --out outputs/soak.md

bench-values: $(STAMP) ## times and quantities beside jionlp and others that PEERS=<python> has; writes outputs/bench-values.md
	$(BIN)/python tests/bench/values.py --gold $(wildcard $(SHARED)/gold corpus/gold/dev) --peers '$(or $(PEERS),$(BIN)/python)' --out outputs/bench-values.md

bench-segmentation: $(STAMP) ## words beside jieba, rjieba and LAC on the CoNLL-U files UD="…"; writes outputs/bench-segmentation.md
	$(BIN)/python tests/bench/segmentation.py $(UD) --out outputs/bench-segmentation.md

bench-events: $(STAMP) ## what each part of the clause analysis adds, and how time grows; writes outputs/bench-events.md
	$(BIN)/python tests/bench/events.py --gold corpus/gold --out outputs/bench-events.md

bench-ner: $(STAMP) ## names: rules, model, LAC, jieba's tags, and what each source of evidence adds; writes outputs/bench-ner.md
	$(BIN)/python tests/bench/ner.py --gold $(wildcard corpus/gold $(SHARED)/gold) --articles $(wildcard corpus/raw $(SHARED)/articles) \
		--iob2 $(wildcard $(SHARED)/data/uner/zh_gsdsimp-ud-test.iob2 $(SHARED)/data/uner/zh_pud-ud-test.iob2) --out outputs/bench-ner.md

evaluate: $(STAMP) ## score a run over corpus/raw against corpus/gold; writes outputs/evaluation/{dev,test,agreement}
	$(BIN)/jishi run corpus/raw --out outputs/corpus
	$(BIN)/jishi evaluate corpus/gold outputs/corpus --report outputs/evaluation

clean: ## remove what was made
	rm -rf $(VENV) outputs/* pipeline/*.egg-info
