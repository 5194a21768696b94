package io.catena.server.node.requests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import io.catena.server.chain.Origin;
import org.junit.Test;

/** Which client addresses count as one origin for the limit on new sessions. */
public class SessionOriginTest {
    private static long number(String address) {
        return SessionOrigin.number(new Origin(address, 5));
    }

    @Test
    public void aMachineOrANetworkOfIpv6IsOneOrigin() {
        assertEquals(0x1_7f00_0001L, number("127.0.0.1"));
        assertEquals(0x1_ffff_ffffL, number("255.255.255.255"));
        assertEquals(0x2001_0db8_0000_0001L, number("2001:db8:0:1:0:0:0:7"));
        assertEquals(number("2001:db8:0:1::1"), number("2001:db8:0:1:ffff::2"));
        assertEquals(0xfe80_0000_0000_0000L, number("fe80:0:0:0:0:0:0:1%eth0"));
        assertEquals(1, number("0:0:0:0:0:0:0:2"));
    }

    @Test
    public void allAddressesOfTheOwnMachineAreOneOrigin() {
        for (String address : new String[] {"127.0.0.2", "127.1.7.1", "127.255.255.255", "0:0:0:0:0:0:0:1", "::1"}) {
            assertEquals(address, number("127.0.0.1"), number(address));
        }
    }

    @Test
    public void aPrincipalIsOneOriginWhereverItCallsFrom() {
        long billing = SessionOrigin.number(new Origin("10.0.0.1", 5, "billing"));
        assertEquals(billing, SessionOrigin.number(new Origin("10.0.0.2", 6, "billing")));
        assertEquals(billing, SessionOrigin.number(new Origin("no address", 6, "billing")));
        assertNotEquals(billing, SessionOrigin.number(new Origin("10.0.0.1", 5, "reports")));
        assertEquals("no network of IPv6 begins so", 1, billing >>> 62);
    }

    @Test
    public void whatIsNoAddressIsUnknown() {
        for (String text : new String[] {"", "localhost", "1.2.3", "%", ":", "1.2.3.4.5"}) {
            assertEquals(text, 0, number(text));
        }
    }
}
