package io.catena.server.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One order of an operator, and what became of it.
 *
 * @param at when the outcome was known
 * @param where the node, or the program
 * @param who the principal, or the user of the machine; empty if it is not known
 * @param from the address from which the order came
 * @param what the order
 * @param with what it was given, without secrets
 * @param reason why it was refused, or what is not known; empty if it was done
 * @param leftOut how many refusals before it are not in the log
 */
record AuditRecord(
        Instant at,
        String where,
        String who,
        String from,
        String what,
        Map<String, String> with,
        Outcome outcome,
        String reason,
        long leftOut) {
    static final int MAX_CHARACTERS = 1_000;

    private static final int REPLACEMENT = 0xfffd;
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** One line of ASCII, whatever is in it. */
    private static final JSON LINE = JSON.builder(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .build();

    /** What became of an order. */
    enum Outcome {
        DONE,
        REFUSED,
        UNKNOWN
    }

    String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", MILLIS.format(at));
        fields.put("where", bounded(where));
        fields.put("who", bounded(who));
        fields.put("from", bounded(from));
        fields.put("what", bounded(what));
        Map<String, String> given = new LinkedHashMap<>();
        with.forEach((name, value) -> given.put(bounded(name), bounded(value)));
        fields.put("with", given);
        fields.put("outcome", outcome.name());
        if (!reason.isEmpty()) {
            fields.put("reason", bounded(reason));
        }
        if (leftOut > 0) {
            fields.put("leftOut", leftOut);
        }
        try {
            return LINE.asString(fields);
        } catch (IOException e) {
            throw new UncheckedIOException("text becomes JSON without files", e);
        }
    }

    /** Half a character, of which two make one, would make the line unreadable. */
    private static String bounded(String text) {
        StringBuilder whole = new StringBuilder();
        text.codePoints()
                .limit(MAX_CHARACTERS)
                .map(character -> Character.getType(character) == Character.SURROGATE ? REPLACEMENT : character)
                .forEach(whole::appendCodePoint);
        return text.codePointCount(0, text.length()) <= MAX_CHARACTERS ? whole.toString() : whole + "...";
    }
}
