#!/bin/sh
# A chain's command line that also writes down what it was asked and what it answered, one JSON object for each call:
#
#   PROGRAM=hubd RECORD=answers.jsonl causeway status --binary tests/localnet/record.sh --node ...
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
code=0
"$PROGRAM" "$@" >"$folder/out" 2>"$folder/err" || code=$?
jq -cn --argjson code "$code" --rawfile out "$folder/out" --rawfile err "$folder/err" \
    '{args: $ARGS.positional, $code, $out, $err}' --args -- "$@" >>"$RECORD"
cat "$folder/out"
cat "$folder/err" >&2
exit "$code"
