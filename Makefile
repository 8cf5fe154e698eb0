# Every target does its own set-up into .venv and says what it does. Without make: see "Without make" in README.md.
.DEFAULT_GOAL := help
.PHONY: help demo test lab check bench lock clean
BIN := .venv/bin

help:
	@echo "make demo    the whole line on the shipped bank, then a page to look at"
	@echo "make test    static checks and all tests"
	@echo "make lab     open the workbench in JupyterLab"
	@echo "make check   static checks only: ruff, mypy, import-linter"
	@echo "make bench   speed and memory against other tools, as ratios"
	@echo "make lock    write constraints.txt anew from what .venv resolves to"
	@echo "make clean   remove .venv and everything under exports/"

demo:
	@tools/setup.sh lab
	@$(BIN)/pixauthor demo

test: check
	@tools/system-packages.sh
	@echo "==> tests"
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check:
	@tools/setup.sh test
	@echo "==> static checks"
	@$(BIN)/ruff check pixauthor tests bench
	@$(BIN)/ruff format --check pixauthor tests bench
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lab:
	@tools/setup.sh lab
	@$(BIN)/pixauthor lab

bench:
	@tools/setup.sh bench
	@$(BIN)/python -m bench

lock:
	@tools/setup.sh test
	@tools/setup.sh bench
	@tools/lock.sh

clean:
	rm -rf .venv exports/*
