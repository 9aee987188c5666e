# Counts test functions in the JUnit file that CTest wrote. A program that is no Qt Test counts as one, and
# so does the end of one that died before it could say how its last function went.

function plain(text) {
    gsub(/&lt;/, "<", text)
    gsub(/&gt;/, ">", text)
    gsub(/&quot;/, "\"", text)
    gsub(/&apos;/, "'", text)
    gsub(/&amp;/, "\\&", text)
    return text
}
function skip(reason) {
    skipped++
    times[reason]++
    if (index(places[reason], " " name ",") == 0) places[reason] = places[reason] " " name ","
}
function fail(what) { failures[++failed] = name ": " plain(what) }

/<testcase name="/ {
    match($0, /name="[^"]*"/)
    name = substr($0, RSTART + 6, RLENGTH - 7)
    match($0, / status="[^"]*"/)
    status = substr($0, RSTART + 9, RLENGTH - 10)
    functions = failedHere = 0
    message = ""
}
/<skipped message="/ {
    match($0, /message="[^"]*"/)
    message = substr($0, RSTART + 9, RLENGTH - 10)
}

# The first line of a program's output follows the tag directly.
{ sub(/^\t*<system-out>/, "") }

/^PASS   : / && !/::(initTestCase|cleanupTestCase)\(\)$/ { passed++; functions++ }
/^(FAIL!  |XPASS  ): / { fail(substr($0, 10)); functions++; failedHere++ }
/^SKIP   : / {
    functions++
    reason = plain(substr($0, 10))
    # "Class::function(row) reason": rows may hold parentheses, reasons start after the last ") ".
    if (match(reason, /^[^(]*\(\) /) || match(reason, /^[^(]*\([^)]*\)+ /))
        reason = substr(reason, RLENGTH + 1)
    skip(reason)
}

/<\/testcase>/ {
    if (status == "notrun" && message !~ /executable/) {
        if (!functions) skip(message)
    } else if (status != "run") {
        if (!failedHere) fail(message == "" ? "the program failed, crashed or took too long" : message)
    } else if (!functions) {
        passed++
    }
}

END {
    if (skipped) print "Skipped:"
    for (reason in times)
        printf "  %d x %s [%s]\n", times[reason], reason, substr(places[reason], 2, length(places[reason]) - 2)
    if (failed) print "Failed:"
    for (i = 1; i <= failed; i++) print "  " failures[i]
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit failed > 0 || passed + skipped == 0
}
