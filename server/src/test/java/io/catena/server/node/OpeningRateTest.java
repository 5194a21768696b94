package io.catena.server.node;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Origin;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** How fast sessions are opened, and who counts as one who opens them. */
public class OpeningRateTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final OpeningRate rate = new OpeningRate(100, 50);

    private int opened(long origin, int asked, long nowNanos) {
        int opened = 0;
        for (int i = 0; i < asked; i++) {
            if (rate.waitNanos(origin, nowNanos) == 0) {
                rate.count(origin, nowNanos);
                opened++;
            }
        }
        return opened;
    }

    @Test
    public void manyAtOnceThenSoManyASecond() {
        assertEquals(100, opened(1, 1_000, 0));
        assertEquals(50, opened(1, 1_000, SECOND));
        assertEquals("no more than at first, however long nothing was asked", 100, opened(1, 1_000, 100 * SECOND));
    }

    @Test
    public void whoWaitsAsLongAsItIsToldMayOpenOne() {
        opened(1, 100, -SECOND);
        long wait = rate.waitNanos(1, -SECOND);
        assertEquals(SECOND / 50, wait);
        assertEquals(0, rate.waitNanos(1, -SECOND + wait));
    }

    @Test
    public void nobodyWaitsForOthers() {
        opened(1, 1_000, 0);
        assertEquals(100, opened(2, 1_000, 0));
    }

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
    public void whatIsNoAddressIsUnknown() {
        for (String text : new String[] {"", "localhost", "1.2.3", "%", ":", "1.2.3.4.5"}) {
            assertEquals(text, 0, number(text));
        }
    }
}
