package io.catena.server.json;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.Test;

public class RecordsTest {
    /** All kinds of components. */
    record Kinds(
            int small,
            long large,
            boolean flag,
            String text,
            Inner inner,
            List<Inner> list,
            SortedSet<String> set,
            Map<String, Long> map) {}

    /** A record in a record. */
    record Inner(String name) {
        Inner {
            if ("bad".equals(name)) {
                throw new IllegalArgumentException("a bad name");
            }
        }
    }

    private static final Kinds FULL = new Kinds(
            -1,
            Long.MIN_VALUE,
            true,
            "a \"b\" \u00fc\n",
            new Inner(null),
            List.of(new Inner("x"), new Inner("y")),
            new TreeSet<>(List.of("p", "q")),
            Map.of("k", 7L));

    private static Map<String, Object> fields(Kinds kinds) throws Exception {
        return Json.object(Json.bytes(Records.fields(kinds)));
    }

    @Test
    public void recordsComeBackAsTheyWere() throws Exception {
        assertEquals(FULL, Records.read(fields(FULL), Kinds.class));
        assertEquals(FULL, Records.read(Json.object(Json.prettyBytes(Records.fields(FULL))), Kinds.class));
    }

    @Test
    public void theBytesAreThoseOfEveryOtherJson() {
        Kinds kinds = new Kinds(1, 2, false, "t", null, List.of(), new TreeSet<>(), Map.of());
        assertArrayEquals(
                ("{\"small\":1,\"large\":2,\"flag\":false,\"text\":\"t\",\"inner\":null,\"list\":[],\"set\":[],"
                                + "\"map\":{}}")
                        .getBytes(StandardCharsets.UTF_8),
                Json.bytes(Records.fields(kinds)));
    }

    @Test
    public void whatDoesNotFitIsRefused() throws Exception {
        refused("small", 1L << 40);
        refused("small", null);
        refused("small", "1");
        refused("large", 1.5);
        refused("large", null);
        refused("flag", null);
        refused("flag", 1);
        refused("text", 7);
        refused("inner", "x");
        refused("inner", Map.of("name", "bad"));
        refused("inner", Map.of());
        refused("list", "x");
        refused("list", Map.of());
        refused("list", Arrays.asList((Object) null));
        refused("set", Arrays.asList((Object) null));
        refused("set", List.of(1));
        refused("map", List.of());
        refused("map", Map.of("k", "v"));
    }

    private static void refused(String field, Object value) throws Exception {
        Map<String, Object> fields = fields(FULL);
        fields.put(field, value);
        assertThrows(field + " = " + value, JsonFormatException.class, () -> Records.read(fields, Kinds.class));
        fields.remove(field);
        assertThrows(field + " missing", JsonFormatException.class, () -> Records.read(fields, Kinds.class));
    }

    @Test
    public void whatIsNoObjectIsRefused() {
        for (String text :
                new String[] {"", " ", "null", "7", "[]", "{", "{\"a\":", "{\"a\":}", "{} {}", "{\"a\":[1,}"}) {
            assertThrows(text, JsonFormatException.class, () -> Json.object(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
