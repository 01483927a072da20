#!/usr/bin/env bash
# Runs leaklint as the action does: annotations on stdout, a summary of the step,
# and a SARIF log where $SARIF names a file. $PACKAGES and $FLAGS are split at white
# space. The exit code is leaklint's.
set -uo pipefail
export PATH="$PATH:$(go env GOPATH)/bin"
read -ra flags <<<"${FLAGS:-}"
read -ra packages <<<"${PACKAGES:-./...}"

leaklint -github "${flags[@]}" "${packages[@]}"
code=$?

if [ -n "${SARIF:-}" ]; then
	# The same analysis, which the go command has kept. 3 is what it found.
	leaklint -sarif "${flags[@]}" "${packages[@]}" >"$SARIF"
	case $? in
	0 | 3) echo "sarif=$PWD/$SARIF" >>"$GITHUB_OUTPUT" ;;
	*) code=1 ;;
	esac
fi

if [ "$code" = 3 ] || [ "$code" = 0 ]; then
	{
		echo "### leaklint"
		echo
		found=$(leaklint "${flags[@]}" "${packages[@]}")
		if [ -z "$found" ]; then
			echo "No goroutine without a way to end was found."
		else
			echo "Findings: $(grep -c '^[^[:space:]]' <<<"$found"). \`leaklint help CHECK\` shows a wrong and a right program."
			echo
			sed 's/^/    /' <<<"$found"
		fi
	} >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"
