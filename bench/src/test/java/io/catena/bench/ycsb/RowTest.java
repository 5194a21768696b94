package io.catena.bench.ycsb;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class RowTest {
    @Test
    public void aRowComesBackWithItsFieldsInTheirOrder() {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        fields.put("z", new byte[] {0, -1, 2});
        fields.put("\u00e4", new byte[0]);
        fields.put("field0", new byte[1_000]);

        Map<String, byte[]> read = Row.decode(Row.encode(fields));

        assertEquals(List.copyOf(fields.keySet()), List.copyOf(read.keySet()));
        fields.forEach((name, content) -> assertArrayEquals(name, content, read.get(name)));
    }

    @Test
    public void whatIsNoRowIsRefused() {
        byte[] row = Row.encode(Map.of("field", new byte[10]));
        for (int length = 0; length < row.length; length++) {
            byte[] part = java.util.Arrays.copyOf(row, length);
            assertThrows("the first " + length, IllegalArgumentException.class, () -> Row.decode(part));
        }
        assertThrows(IllegalArgumentException.class, () -> Row.decode(new byte[] {0, 0, 0, 1, -1, -1, -1, -1}));
    }
}
