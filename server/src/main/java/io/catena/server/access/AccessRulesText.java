package io.catena.server.access;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import io.catena.server.chain.Escaped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Access rules as JSON: {@code {"grants": [...]}}. A grant has a {@code principal}, and either a {@code role} or {@code
 * allow} with a {@code prefix}, or with {@code from}, {@code to} or both. A key is text, or {@code {"hex": "00ff"}}. What
 * is not known is refused, not passed over: a misspelt field could grant more than was meant.
 */
public final class AccessRulesText {
    /** The longest text. */
    public static final int MAX_BYTES = 262_144;

    private static final int MAX_GRANTS = 4_096;
    private static final int MAX_KEY_BYTES = 1_024;
    private static final int MAX_NESTING = 5;
    private static final int MAX_PROBLEM_CHARACTERS = 300;
    private static final Set<String> FIELDS = Set.of("principal", "role", "allow", "prefix", "from", "to");

    private static final JSON READER = JSON.builder(new JsonFactoryBuilder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .maxStringLength(MAX_BYTES)
                            .build())
                    .build())
            .build();
    private static final JSON WRITER = JSON.builder().build();
    private static final JSON PRETTY = WRITER.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    /** The text cannot be used; the message says what is wrong and where. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private AccessRulesText() {}

    public static AccessRules parse(String text) throws UnusableException {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        require(bytes <= MAX_BYTES, "the rules have " + bytes + " bytes, and at most " + MAX_BYTES + " are taken");
        Map<String, Object> fields;
        try {
            fields = READER.mapFrom(text);
        } catch (IOException e) {
            throw new UnusableException("the rules are no JSON object: " + firstLine(e), e);
        }
        require(fields != null && fields.keySet().equals(Set.of("grants")), "the rules need one field, 'grants'");
        require(fields.get("grants") instanceof List<?>, "'grants' is no list");
        List<?> listed = (List<?>) fields.get("grants");
        require(listed.size() <= MAX_GRANTS, "there are " + listed.size() + " grants, more than " + MAX_GRANTS);
        List<Grant> grants = new ArrayList<>();
        for (Object one : listed) {
            grants.add(grant("grant " + (grants.size() + 1), one));
        }
        AccessRules rules = new AccessRules(grants);
        // Prefixes become ranges, which are longer: what is taken must be readable when it is written down.
        int needed = compact(rules).getBytes(StandardCharsets.UTF_8).length;
        require(
                needed <= MAX_BYTES,
                "the rules take " + needed + " bytes where they are kept, and at most " + MAX_BYTES
                        + " are taken; write fewer, or wider, grants");
        return rules;
    }

    /** The text that means these rules, for people. */
    public static String of(AccessRules rules) {
        return written(rules, PRETTY);
    }

    /** The shortest text that means these rules. */
    public static String compact(AccessRules rules) {
        return written(rules, WRITER);
    }

    private static String written(AccessRules rules, JSON writer) {
        List<Map<String, Object>> grants = new ArrayList<>();
        rules.grants().forEach(grant -> grants.add(fields(grant)));
        try {
            return writer.asString(Map.of("grants", grants));
        } catch (IOException e) {
            throw new IllegalStateException("rules cannot be written as JSON", e);
        }
    }

    private static Map<String, Object> fields(Grant grant) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("principal", grant.principal());
        if (grant.operator()) {
            fields.put("role", "operator");
            return fields;
        }
        List<String> allow = new ArrayList<>();
        if (grant.read()) {
            allow.add("read");
        }
        if (grant.write()) {
            allow.add("write");
        }
        fields.put("allow", allow);
        fields.put("from", written(grant.keys().from()));
        if (grant.keys().to() != null) {
            fields.put("to", written(grant.keys().to()));
        }
        return fields;
    }

    private static Object written(byte[] key) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            return Map.of("hex", HexFormat.of().formatHex(key));
        }
    }

    private static Grant grant(String which, Object value) throws UnusableException {
        require(value instanceof Map<?, ?>, which + " is no object");
        Map<?, ?> fields = (Map<?, ?>) value;
        for (Object name : fields.keySet()) {
            require(
                    FIELDS.contains(name),
                    which + " has a field '" + Escaped.of(name) + "', which is not known; known are "
                            + String.join(", ", new TreeSet<>(FIELDS)));
        }
        require(
                fields.get("principal") instanceof String name && Principal.isName(name),
                which + " names no principal: " + Principal.RULE);
        String principal = (String) fields.get("principal");
        boolean keys = fields.containsKey("prefix") || fields.containsKey("from") || fields.containsKey("to");
        if (fields.containsKey("role")) {
            require("operator".equals(fields.get("role")), which + " gives a role other than 'operator'");
            require(
                    !keys && !fields.containsKey("allow"),
                    which + " gives a role and keys; write two grants, since a role grants no keys");
            return new Grant(principal, true, false, false, null);
        }
        List<?> allow = fields.get("allow") instanceof List<?> list ? list : List.of();
        require(
                !allow.isEmpty() && List.of("read", "write").containsAll(allow),
                which + " needs a role, or 'allow' with a list of read, write, or both");
        return new Grant(principal, false, allow.contains("read"), allow.contains("write"), range(which, fields, keys));
    }

    private static KeyRange range(String which, Map<?, ?> fields, boolean keys) throws UnusableException {
        require(keys, which + " names no keys: add a 'prefix' (\"\" for all keys), or 'from', 'to' or both");
        if (fields.containsKey("prefix")) {
            require(
                    !fields.containsKey("from") && !fields.containsKey("to"),
                    which + " has a prefix and a range; write two grants");
            return KeyRange.ofPrefix(key(which, fields.get("prefix")));
        }
        KeyRange range = new KeyRange(
                fields.containsKey("from") ? key(which, fields.get("from")) : new byte[0],
                fields.containsKey("to") ? key(which, fields.get("to")) : null);
        require(!range.isEmpty(), which + " grants no key at all: its 'to' is not behind its 'from'");
        return range;
    }

    private static byte[] key(String which, Object written) throws UnusableException {
        byte[] key = null;
        if (written instanceof String text) {
            key = text.getBytes(StandardCharsets.UTF_8);
        } else if (written instanceof Map<?, ?> map && map.size() == 1 && map.get("hex") instanceof String digits) {
            try {
                key = HexFormat.of().parseHex(digits);
            } catch (IllegalArgumentException e) {
                throw new UnusableException(which + " has a key that is not hexadecimal", e);
            }
        }
        require(key != null, which + " has a key that is neither text nor {\"hex\": \"...\"}");
        require(key.length <= MAX_KEY_BYTES, which + " has a key of more than " + MAX_KEY_BYTES + " bytes");
        return key;
    }

    private static String firstLine(IOException e) {
        return Escaped.of(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), MAX_PROBLEM_CHARACTERS);
    }

    private static void require(boolean holds, String problem) throws UnusableException {
        if (!holds) {
            throw new UnusableException(problem, null);
        }
    }
}
