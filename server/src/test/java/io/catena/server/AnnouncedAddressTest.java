package io.catena.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class AnnouncedAddressTest {
    private final List<String> problems = new ArrayList<>();

    private String announced(String listen, String advertise) {
        return new AnnouncedAddress(problems, option -> "")
                .of(listen, 7401, advertise)
                .toString();
    }

    @Test
    public void aNodeAnnouncesWhereItListensUnlessItIsToldOtherwise() {
        assertEquals("127.0.0.1:7401", announced("127.0.0.1", null));
        assertEquals("[::1]:7401", announced("::1", null));
        assertEquals("[::1]:7401", announced("[::1]", null));
        assertEquals("127.0.0.2:7401", announced("0.0.0.0", "127.0.0.2"));
        assertEquals("127.0.0.2:9000", announced("::", "127.0.0.2:9000"));
        assertEquals("[::1]:7401", announced("0.0.0.0", "::1"));
        assertEquals("[::1]:9000", announced("0.0.0.0", "[::1]:9000"));
        assertEquals(List.of(), problems);
    }

    @Test
    public void anAddressThatCannotBeConnectedToIsRefusedByName() {
        announced("0.0.0.0", null);
        announced("127.0.0.1", "0.0.0.0:7401");
        announced("127.0.0.1", "::");
        assertEquals(problems.toString(), 3, problems.size());
        assertTrue(problems.toString(), problems.stream().allMatch(line -> line.contains("others can connect to")));
        assertTrue(problems.get(0), problems.get(0).contains("--advertise"));
    }

    @Test
    public void whatIsNoAddressIsRefusedByName() {
        announced("127.0.0.1", "127.0.0.1:x");
        announced("127.0.0.1", ":7401");
        announced("no.such.host.invalid", null);
        assertEquals(problems.toString(), 3, problems.size());
    }

    @Test
    public void aNameThatOnlyOthersCanResolveMayBeAnnounced() {
        assertEquals("no.such.host.invalid:7401", announced("127.0.0.1", "no.such.host.invalid"));
        assertEquals(List.of(), problems);
    }
}
