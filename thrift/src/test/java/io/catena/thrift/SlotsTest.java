package io.catena.thrift;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.Test;

/** The slots of keys are what the table in the IDL says. */
public class SlotsTest {
    private static final Pattern ROW =
            Pattern.compile("^ \\*   (\\S.*?) +([0-9a-f]{2,}) +([0-9]+) +([0-9]+)$", Pattern.MULTILINE);

    private static List<MatchResult> table() throws Exception {
        return ROW.matcher(Files.readString(Path.of("src/main/idl/catena.thrift")))
                .results()
                .toList();
    }

    @Test
    public void everyRowOfTheTableIsRight() throws Exception {
        assertEquals(14, table().size());
        for (MatchResult row : table()) {
            byte[] key = HexFormat.of().parseHex(row.group(2));
            if (!row.group(1).startsWith("(")) {
                assertEquals(row.group(), row.group(1), new String(key, StandardCharsets.UTF_8));
            }
            assertEquals(row.group(), Long.parseLong(row.group(3)), Slots.of(key));
            assertEquals(row.group(), Integer.parseInt(row.group(4)), Slots.chainOf(key, 16));
        }
    }

    @Test
    public void aClusterOfOneChainHasEveryKeyInIt() throws Exception {
        for (MatchResult row : table()) {
            assertEquals(1, Slots.chainOf(HexFormat.of().parseHex(row.group(2)), 1));
        }
        assertEquals(1, Slots.chainOf(new byte[0], 1));
    }

    @Test
    public void keysThatAreNumberedFallEvenly() {
        int[] counts = new int[16];
        for (int i = 0; i < 64_000; i++) {
            counts[Slots.chainOf(("user" + i).getBytes(StandardCharsets.UTF_8), 16) - 1]++;
        }
        for (int count : counts) {
            assertTrue(String.valueOf(count), count > 3_800 && count < 4_200);
        }
    }
}
