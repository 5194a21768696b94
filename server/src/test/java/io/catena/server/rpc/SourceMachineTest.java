package io.catena.server.rpc;

import static org.junit.Assert.assertEquals;

import java.net.InetAddress;
import org.junit.Test;

/** The address that stands for a machine: the same one for all of its addresses, and counted as they are. */
public class SourceMachineTest {
    private static void standsFor(String text, String... addresses) throws Exception {
        for (String each : addresses) {
            InetAddress address = InetAddress.getByName(each);
            assertEquals(each, text, SourceMachine.address(address));
            assertEquals(
                    each,
                    SourceMachine.number(address.getAddress()),
                    SourceMachine.number(InetAddress.getByName(text).getAddress()));
        }
    }

    @Test
    public void anAddressOfIpv4IsAMachine() throws Exception {
        standsFor("192.0.2.7", "192.0.2.7", "::ffff:192.0.2.7");
        standsFor("192.0.2.8", "192.0.2.8");
    }

    @Test
    public void aNetworkOfIpv6IsAMachine() throws Exception {
        standsFor("2001:db8:0:1:0:0:0:0", "2001:db8:0:1::7", "2001:db8:0:1:ffff::2", "2001:db8:0:1::");
        standsFor("fe80:0:0:0:0:0:0:0", "fe80::1");
        standsFor("0:0:0:0:0:0:0:0", "::2");
    }

    @Test
    public void allAddressesOfTheOwnMachineAreOne() throws Exception {
        standsFor("127.0.0.1", "127.0.0.1", "127.3.2.1", "::1");
    }
}
