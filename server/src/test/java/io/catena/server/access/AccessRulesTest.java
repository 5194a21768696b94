package io.catena.server.access;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.AccessRulesText.UnusableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

/** Who may do what, by rules as an operator writes them. */
public class AccessRulesTest {
    private static final Principal BILLING = new Principal("billing");
    private static final Principal ALICE = new Principal("alice");
    private static final Principal NODE = Principal.ofNode("n-1");
    private static final String RULES = "{\"grants\": ["
            + "{\"principal\": \"billing\", \"allow\": [\"read\", \"write\"], \"prefix\": \"billing/\"},"
            + "{\"principal\": \"billing\", \"allow\": [\"read\"], \"from\": \"a\", \"to\": \"c\"},"
            + "{\"principal\": \"billing\", \"allow\": [\"read\"], \"prefix\": {\"hex\": \"ffff\"}},"
            + "{\"principal\": \"alice\", \"role\": \"operator\"}]}";

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static AccessRules rules(String text) throws UnusableException {
        return AccessRulesText.parse(text);
    }

    private static Access access(String text) throws UnusableException {
        AccessRules parsed = rules(text);
        return new GrantedAccess(() -> parsed);
    }

    @Test
    public void aGrantIsOfKeysAndOfWhatMayBeDoneWithThem() throws UnusableException {
        Access access = access(RULES);
        assertEquals(Optional.empty(), access.toWrite(BILLING, key("billing/1")));
        assertEquals(Optional.empty(), access.toRead(BILLING, key("billing/1")));
        assertEquals(Optional.empty(), access.toRead(BILLING, key("a")));
        assertEquals(Optional.empty(), access.toRead(BILLING, new byte[] {-1, -1, 7}));
        assertTrue(access.toWrite(BILLING, key("a")).isPresent());
        assertTrue(access.toRead(BILLING, key("c")).isPresent());
        assertTrue(access.toRead(BILLING, key("billing")).isEmpty());
        assertTrue(access.toWrite(BILLING, key("billing")).isPresent());
        assertTrue(access.toWrite(BILLING, key("billing0")).isPresent());
        assertTrue(access.toRead(ALICE, key("a")).isPresent());
        assertTrue(access.toRead(NODE, key("a")).isPresent());
        assertTrue(access.toRead(Principal.NOBODY, key("a")).isPresent());
    }

    @Test
    public void aRefusalNamesTheCallerAndWhatItWouldNeed() throws UnusableException {
        Access access = access(RULES);
        assertEquals(
                "'billing' may not write key 'x\\n': it needs a grant of write for it; an operator gives it with 'catena"
                        + " access set' (docs/security.md)",
                access.toWrite(BILLING, key("x\n")).orElseThrow());
        assertEquals(
                "'billing' may not read key 0xff: it needs a grant of read for it; an operator gives it with 'catena"
                        + " access set' (docs/security.md)",
                access.toRead(BILLING, new byte[] {-1}).orElseThrow());
        assertEquals(
                "'billing' may not end this node: it needs the role of an operator (docs/security.md)",
                access.toOperate(BILLING, "end this node").orElseThrow());
        assertTrue(access.toCall(Principal.NOBODY)
                .orElseThrow()
                .startsWith(
                        "a caller that has not said who it is may not call anything: it needs to show a certificate"));
    }

    @Test
    public void operatorsAreThoseThatTheRulesOrTheirNamesMakeSo() throws UnusableException {
        Access access = access(RULES);
        assertEquals(Optional.empty(), access.toOperate(ALICE, "x"));
        assertEquals(Optional.empty(), access.toOperate(new Principal("operator:carol"), "x"));
        for (Principal other :
                List.of(BILLING, NODE, Principal.NOBODY, new Principal("operator:"), new Principal("Operator:carol"))) {
            assertTrue(other.toString(), access.toOperate(other, "x").isPresent());
        }
    }

    @Test
    public void onlyANodeSpeaksForItselfAndPassesOnWhatOthersSay() throws UnusableException {
        Access access = access(RULES);
        assertEquals(Optional.empty(), access.toSpeakFor(NODE, "n-1"));
        assertEquals(Optional.empty(), access.toPassOn(NODE));
        assertTrue(access.toSpeakFor(NODE, "n-2").isPresent());
        for (Principal other : List.of(
                ALICE, new Principal("operator:n-1"), new Principal("n-1"), new Principal("node:"), Principal.NOBODY)) {
            assertTrue(access.toSpeakFor(other, "n-1").isPresent());
            assertTrue(access.toPassOn(other).isPresent());
        }
    }

    @Test
    public void withoutRulesNoKeyIsGranted() {
        Access access = new GrantedAccess(() -> AccessRules.NONE);
        assertTrue(access.toRead(BILLING, key("a")).isPresent());
        assertEquals(Optional.empty(), access.toCall(BILLING));
    }

    @Test
    public void aPrefixOfNothingIsAllKeys() throws UnusableException {
        Access access = access("{\"grants\":[{\"principal\":\"p\",\"allow\":[\"write\"],\"prefix\":\"\"}]}");
        assertEquals(Optional.empty(), access.toWrite(new Principal("p"), new byte[] {-1, -1}));
        assertEquals(Optional.empty(), access.toWrite(new Principal("p"), new byte[] {0}));
        assertTrue(access.toRead(new Principal("p"), new byte[] {0}).isPresent());
    }

    @Test
    public void whyNamesEachRuleThatCounts() throws UnusableException {
        AccessRules rules = rules(RULES);
        assertEquals(
                "it is granted read and write of keys from 'billing/' up to 'billing0', which is not in it;"
                        + " it is granted read of keys from 'a' up to 'c', which is not in it",
                rules.why(BILLING, key("billing/1")));
        assertEquals("no rule grants it anything for this key", rules.why(BILLING, key("z")));
        assertEquals("it is granted the role of an operator", rules.why(ALICE, key("z")));
    }

    @Test
    public void rulesThatAreWrittenDownMeanTheSame() throws UnusableException {
        AccessRules rules = rules(RULES);
        AccessRules again = rules(AccessRulesText.of(rules));
        assertEquals(rules.grants(), again.grants());
        assertEquals(AccessRulesText.of(rules), AccessRulesText.of(again));
    }

    @Test
    public void whatIsNotUnderstoodIsRefusedAndSaysWhere() {
        String[][] bad = {
            {"", "the rules are no JSON object"},
            {"[]", "the rules are no JSON object"},
            {"{}", "the rules need one field, 'grants'"},
            {"{\"grants\":7}", "'grants' is no list"},
            {"{\"grants\":[],\"x\":1}", "the rules need one field"},
            {"{\"grants\":[7]}", "grant 1 is no object"},
            {"{\"grants\":[{\"principal\":\"a b\",\"role\":\"operator\"}]}", "grant 1 names no principal: it needs 1 to"
            },
            {"{\"grants\":[{\"role\":\"operator\"}]}", "grant 1 names no principal"},
            {"{\"grants\":[{\"principal\":\"a\",\"role\":\"node\"}]}", "grant 1 gives a role other than 'operator'"},
            {"{\"grants\":[{\"principal\":\"a\",\"role\":\"operator\",\"prefix\":\"\"}]}", "a role and keys"},
            {"{\"grants\":[{\"principal\":\"a\",\"allow\":[\"read\"]}]}", "grant 1 names no keys"},
            {"{\"grants\":[{\"principal\":\"a\",\"allow\":[],\"prefix\":\"\"}]}", "needs a role, or 'allow'"},
            {"{\"grants\":[{\"principal\":\"a\",\"allow\":[\"delete\"],\"prefix\":\"\"}]}", "needs a role, or 'allow'"},
            {"{\"grants\":[{\"principal\":\"a\",\"alow\":[\"read\"],\"prefix\":\"\"}]}", "'alow', which is not known"},
            {
                "{\"grants\":[{\"principal\":\"a\",\"allow\":[\"read\"],\"prefix\":\"\",\"to\":\"b\"}]}",
                "write two grants"
            },
            {
                "{\"grants\":[{\"principal\":\"a\",\"allow\":[\"read\"],\"from\":\"b\",\"to\":\"b\"}]}",
                "grants no key at all"
            },
            {"{\"grants\":[{\"principal\":\"a\",\"allow\":[\"read\"],\"from\":{\"hex\":\"0\"}}]}", "not hexadecimal"},
            {"{\"grants\":[{\"principal\":\"a\",\"allow\":[\"read\"],\"from\":7}]}", "neither text nor"},
            {"{\"grants\":[{\"principal\":\"a\",\"principal\":\"b\",\"role\":\"operator\"}]}", "Duplicate"},
            {"{\"grants\":[[[[[[[[[1]]]]]]]]]}", "the rules are no JSON object"},
            {"{\"grants\":[{\"principal\":\"" + "a".repeat(257) + "\",\"role\":\"operator\"}]}", "names no principal"},
            {" ".repeat(AccessRulesText.MAX_BYTES + 1), "at most 262144 are taken"},
        };
        for (String[] one : bad) {
            UnusableException refusal = assertThrows(one[0], UnusableException.class, () -> rules(one[0]));
            assertTrue(refusal.getMessage(), refusal.getMessage().contains(one[1]));
        }
    }

    @Test
    public void whatIsTakenCanBeReadWhereItIsKept() throws UnusableException {
        StringBuilder grants = new StringBuilder();
        for (int i = 0; i < 4_000; i++) {
            grants.append(i == 0 ? "" : ",")
                    .append("{\"principal\":\"p\",\"allow\":[\"read\"],\"prefix\":\"")
                    .append(String.format(Locale.ROOT, "%014d", i))
                    .append("-\"}");
        }
        String many = "{\"grants\":[" + grants + "]}";
        assertTrue(many.length() < AccessRulesText.MAX_BYTES);
        UnusableException refusal = assertThrows(UnusableException.class, () -> rules(many));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("where they are kept"));
        String fewer = many.substring(
                        0, many.indexOf(",{\"principal\":\"p\",\"allow\":[\"read\"],\"prefix\":\"00000000002000-"))
                + "]}";
        rules(AccessRulesText.compact(rules(fewer)));
    }

    @Test
    public void rangesThatOverlapAnswerAsEachOfThemWould() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<KeyRange> ranges = new ArrayList<>();
            for (int i = 0; i < random.nextInt(6); i++) {
                byte[] from = drawn(random);
                ranges.add(
                        switch (random.nextInt(3)) {
                            case 0 -> KeyRange.ofPrefix(from);
                            case 1 -> new KeyRange(from, null);
                            default -> new KeyRange(from, drawn(random));
                        });
            }
            ranges.removeIf(KeyRange::isEmpty);
            KeyRanges all = new KeyRanges(ranges);
            for (int i = 0; i < 50; i++) {
                byte[] key = drawn(random);
                assertEquals(ranges.stream().anyMatch(range -> range.contains(key)), all.contains(key));
            }
        }
    }

    private static byte[] drawn(Random random) {
        byte[] key = new byte[random.nextInt(3)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextBoolean() ? 0xff - random.nextInt(3) : random.nextInt(3));
        }
        return key;
    }

    @Test
    public void aPrincipalsNameIsShortAndPlain() {
        for (String bad : new String[] {"a b", "a\n", "a\u202e", "a".repeat(257)}) {
            assertThrows(IllegalArgumentException.class, () -> new Principal(bad));
        }
        assertFalse(Principal.NOBODY.isKnown());
        assertEquals(Optional.of("n-1"), NODE.nodeId());
    }
}
