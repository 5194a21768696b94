package io.catena.server.coordination.client;

import static org.junit.Assert.assertEquals;

import java.util.Optional;
import org.junit.Test;

public class ZooKeeperAddressesTest {
    private static String read(String text) {
        return ZooKeeperAddresses.parse(text)
                .map(ZooKeeperAddresses::connectString)
                .orElse("refused");
    }

    @Test
    public void blanksMissingPortsIpv6AndAPathAreUnderstood() {
        assertEquals("a:1,b:2", read("a:1,b:2"));
        assertEquals("a:1,b:2181", read(" a:1 , b "));
        assertEquals("[::1]:2181,[fe80::1%eth0]:5", read("[::1],[fe80::1%eth0]:5"));
        assertEquals("a:1,b:2/stores/catena", read("a:1,b:2/stores/catena"));
        assertEquals("a:1/stores", read("a:1/stores/"));
    }

    @Test
    public void aPathOfOneSlashIsNone() {
        assertEquals("a:1", read("a:1/"));
    }

    @Test
    public void whatMakesNoSenseIsRefused() {
        for (String text : new String[] {
            "",
            " ",
            ",",
            "a:1,",
            "a:0",
            "a:65536",
            "a:123456",
            "a:x",
            "::1",
            "::1:2181",
            "a b:1",
            "a:1//b",
            "a:1/..",
            "a:1/b c",
            "/a"
        }) {
            assertEquals(text, Optional.empty(), ZooKeeperAddresses.parse(text));
        }
    }
}
