package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.LayoutMember;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** Each silent server, named or learned, costs a call a head start, and no call fails because of it. */
public class SilentServersTest {
    private static final byte[] KEY = "k".getBytes(StandardCharsets.UTF_8);

    private final FakeServer good = new FakeServer();
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(good));

    @After
    public void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private SilentServer opened(SilentServer server) {
        opened.add(server);
        return server;
    }

    private SilentServer swallowing() throws IOException {
        return opened(SilentServer.swallowsPackets());
    }

    private SilentServer taking() throws IOException {
        return opened(SilentServer.takesConnections());
    }

    private CatenaClient client(String... servers) {
        CatenaClient client =
                CatenaClient.builder().servers(servers).timeoutMillis(2000).build();
        opened.add(0, client);
        return client;
    }

    private void announce(LayoutMember... members) {
        good.layout = new io.catena.thrift.Layout("test", 1, 7, Arrays.asList(members), 7);
    }

    private void everyKindOfCallIsServed(CatenaClient client) {
        assertTrue(client.put("k", "v").applied());
        assertEquals("v", client.get("k").orElseThrow().text());
        assertEquals("v", client.getStale(KEY).value().orElseThrow().text());
        assertEquals("test", client.layout().cluster());
        assertTrue(client.putAsync(KEY, KEY).join().applied());
    }

    @Test
    public void serversThatSwallowPacketsDoNotStarveAGoodOneBehindThem() throws IOException {
        everyKindOfCallIsServed(client(
                swallowing().address(), swallowing().address(), swallowing().address(), good.address()));
    }

    @Test
    public void serversThatTakeConnectionsAndSayNothingDoNotEither() throws IOException {
        everyKindOfCallIsServed(client(taking().address(), taking().address(), taking().address(), good.address()));
    }

    @Test
    public void eachKindOfCallFindsTheGoodOneOnAClientOfItsOwn() throws IOException {
        String[] servers = {
            swallowing().address(), taking().address(), swallowing().address(), good.address()
        };
        client(good.address()).put("k", "v");
        assertTrue(client(servers).delete("other").applied());
        assertEquals("v", client(servers).get("k").orElseThrow().text());
        assertEquals("v", client(servers).getStale(KEY).value().orElseThrow().text());
        assertEquals("test", client(servers).layout().cluster());
        assertTrue(client(servers).getAsync(KEY).join().isPresent());
    }

    @Test
    public void aNewClientIsServedThoughTheFirstThreeMachinesOfTheChainHaveLostPower() throws IOException {
        announce(swallowing().member(), swallowing().member(), swallowing().member(), good.member());
        everyKindOfCallIsServed(client(good.address()));
    }

    @Test
    public void aClientThatCannotReachAnnouncedAddressesGoesOnThroughTheNamedServer() throws IOException {
        announce(swallowing().member(), taking().member());
        CatenaClient client = client(good.address());
        everyKindOfCallIsServed(client);
        int calls = 50;
        for (int i = 0; i < calls; i++) {
            client.put("k" + i, "v");
            client.get("k" + i);
        }
        assertEquals(calls + 1, good.store.size());
    }

    @Test
    public void anAnnouncedAddressThatCannotBeResolvedDoesNoHarmEither() {
        announce(new LayoutMember("n9", 1, "no-such-host.invalid", 7401));
        everyKindOfCallIsServed(client(good.address()));
    }

    @Test
    public void aServerThatStopsAnsweringIsPassedOverForOneThatAnswers() throws IOException {
        SilentServer silent = taking();
        CatenaClient client = client(good.address());
        client.put("k", "1");
        announce(silent.member(), good.member());
        for (int i = 0; i < 20; i++) {
            client.put("k", "2");
            client.get("k");
        }
        long start = System.nanoTime();
        client.put("k", "3");
        assertTrue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) < 1000);
    }
}
