package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.TException;
import org.junit.After;
import org.junit.Test;

public class FailoverTest {
    private final FakeStore store = new FakeStore();
    private final FakeServer a = new FakeServer("a", store);
    private final FakeServer b = new FakeServer("b", store);
    private final FakeServer c = new FakeServer("c", store);
    private final CountDownLatch ended = new CountDownLatch(1);
    private CatenaClient client;

    @After
    public void close() {
        ended.countDown();
        client.close();
        a.close();
        b.close();
        c.close();
    }

    private void connectTo(FakeServer server) {
        client = CatenaClient.builder()
                .servers(server.address())
                .attemptTimeoutMillis(200)
                .build();
    }

    @Test
    public void writesGoToTheHeadAndReadsToAllWhicheverServerTheClientWasToldOf() {
        FakeServer.chain(1, a, b, c);
        connectTo(c);
        client.put("k", "1");
        client.put("k", "2");
        for (int i = 0; i < 50; i++) {
            client.get("k");
        }
        assertEquals(1, a.writeCalls.get());
        assertEquals("the first call was made before the layout was known", 1, c.writeCalls.get());
        for (FakeServer member : List.of(a, b, c)) {
            assertTrue(member.readCalls.get() > 0);
        }
        assertEquals("abc", members());
    }

    private String members() {
        StringBuilder ids = new StringBuilder();
        client.layout().members().forEach(member -> ids.append(member.nodeId()));
        return ids.toString();
    }

    @Test
    public void aClientThatWasGivenOneAddressSurvivesThatNode() {
        FakeServer.chain(1, a, b, c);
        connectTo(a);
        client.put("k", "1");
        FakeServer.chain(2, b, c);
        a.close();
        assertTrue(client.put("k", "2").applied());
        assertEquals("2", client.get("k").orElseThrow().text());
        client.put("k", "3");
        assertEquals(2, b.writeCalls.get() + c.writeCalls.get());
        assertEquals("bc", members());
    }

    @Test
    public void aHigherEpochInAReplyMakesTheClientLearnTheNewHead() {
        FakeServer.chain(1, a, b, c);
        connectTo(a);
        client.put("k", "1");
        FakeServer.chain(2, b, c);
        a.layout = b.layout;
        client.put("k", "2");
        client.put("k", "3");
        int before = b.writeCalls.get();
        client.put("k", "4");
        assertEquals(before + 1, b.writeCalls.get());
    }

    @Test
    public void aNodeWithAChangingMembershipIsNotTheLastWord() {
        FakeServer.chain(1, a, b, c);
        connectTo(a);
        client.put("k", "1");
        a.beforeWrite = () -> {
            throw new Unavailable("cut off", UnavailableReason.CHANGING);
        };
        FakeServer.chain(2, b, c);
        assertTrue(client.put("k", "2").applied());
        client.put("k", "3");
        assertEquals("a was asked once in vain", 2, a.writeCalls.get());
    }

    @Test
    public void aFrozenHeadIsPassedOver() {
        FakeServer.chain(1, a, b, c);
        connectTo(a);
        client.put("k", "1");
        a.beforeWrite = this::freeze;
        assertTrue(client.put("k", "2").applied());
        assertEquals(2, store.applied().size());
    }

    private void freeze() throws TException {
        try {
            ended.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new TException(e);
        }
    }

    @Test
    public void callsAreMadeWhenTheChainHasBeenFormed() {
        connectTo(a);
        CountDownLatch asked = new CountDownLatch(2);
        a.beforeWrite = () -> {
            asked.countDown();
            if (asked.getCount() == 0) {
                FakeServer.chain(1, a);
                a.beforeWrite = () -> {};
            }
            throw new Unavailable("no node has registered", UnavailableReason.NO_CHAIN);
        };
        assertTrue(client.put("k", "v").applied());
        assertEquals(0, asked.getCount());
    }
}
