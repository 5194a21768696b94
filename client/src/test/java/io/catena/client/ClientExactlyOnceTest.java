package io.catena.client;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.WriteId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class ClientExactlyOnceTest {
    private final FakeServer server = new FakeServer();
    private final CatenaClient client =
            CatenaClient.builder().servers(server.address()).build();

    @After
    public void close() {
        client.close();
        server.close();
    }

    private FakeServer.Step once(FakeServer.Step step) {
        return () -> {
            server.beforeWrite = () -> {};
            server.afterWrite = () -> {};
            step.run();
        };
    }

    @Test
    public void whatIsPutCanBeReadAndDeleted() {
        byte[] binary = {0, -1, 10};
        WriteResult put = client.put(binary, binary);
        assertTrue(put.applied());
        Versioned read = client.get(binary).orElseThrow();
        assertArrayEquals(binary, read.value());
        assertEquals(put.version(), read.version());
        assertTrue(client.delete(binary).applied());
        assertEquals(Optional.empty(), client.get(binary));
    }

    @Test
    public void theEmptyValueIsAValue() {
        client.put("k", "");
        assertEquals("", client.get("k").orElseThrow().text());
    }

    @Test
    public void thePreviousValueComesOnlyIfAskedFor() {
        long first = client.put("k", "a").version();
        assertEquals(Optional.empty(), client.put("k", "b").previous());
        Versioned previous = client.put(utf8("k"), utf8("c"), WriteOptions.DEFAULT.returnPrevious())
                .previous()
                .orElseThrow();
        assertEquals("b", previous.text());
        assertTrue(previous.version() > first);
    }

    @Test
    public void aConditionThatDoesNotHoldChangesNothing() {
        long version = client.put("k", "a").version();
        assertFalse(client.put(utf8("k"), utf8("b"), WriteOptions.DEFAULT.ifAbsent())
                .applied());
        assertFalse(client.delete(utf8("k"), WriteOptions.DEFAULT.ifVersion(version + 1))
                .applied());
        assertEquals("a", client.get("k").orElseThrow().text());
        assertTrue(client.delete(utf8("k"), WriteOptions.DEFAULT.ifVersion(version))
                .applied());
        assertTrue(client.put(utf8("k"), utf8("b"), WriteOptions.DEFAULT.ifAbsent())
                .applied());
    }

    @Test
    public void aWriteWithALostReplyIsRepeatedUnderTheSameIdAndGetsTheFirstAnswer() {
        server.afterWrite = once(FakeServer.HANG_UP);
        WriteResult result = client.put(utf8("k"), utf8("v"), WriteOptions.DEFAULT.ifAbsent());
        assertTrue(result.applied());
        assertEquals(2, server.writeCalls.get());
        assertEquals(1, server.store.applied().size());
    }

    @Test
    public void aWriteOfUnknownOutcomeIsRepeatedUnderTheSameId() {
        server.afterWrite = once(() -> {
            throw new OutcomeUnknown("lost my successor");
        });
        assertTrue(client.put(utf8("k"), utf8("v"), WriteOptions.DEFAULT.ifAbsent())
                .applied());
        assertEquals(1, server.store.applied().size());
    }

    @Test
    public void aWriteThatWasRefusedForNowIsRepeated() {
        server.beforeWrite = once(() -> {
            throw new Unavailable("too much", UnavailableReason.OVERLOADED);
        });
        assertTrue(client.put("k", "v").applied());
        assertEquals(2, server.writeCalls.get());
    }

    @Test
    public void requestsAreNumberedFromOneAndTellWhatIsAnswered() {
        client.put("a", "1");
        client.put("b", "2");
        client.put("c", "3");
        long session = server.store.applied().get(0).getSession();
        assertEquals(new WriteId(session, 1, 1), server.store.applied().get(0));
        assertEquals(new WriteId(session, 2, 2), server.store.applied().get(1));
        assertEquals(new WriteId(session, 3, 3), server.store.applied().get(2));
        assertEquals(1, server.store.sessionsOpen());
    }

    @Test
    public void anExpiredSessionIsReplacedWithoutANoticeIfTheWriteHadNotBeenSent() {
        client.put("k", "a");
        server.store.forgetSessions();
        assertTrue(client.put("k", "b").applied());
        assertEquals(2, server.store.applied().size());
        assertEquals(1, server.store.applied().get(1).getRequest());
    }

    @Test
    public void anExpiredSessionAfterAnUnknownOutcomeLeavesTheOutcomeUnknown() {
        server.afterWrite = once(() -> {
            server.store.forgetSessions();
            throw new OutcomeUnknown("lost my successor");
        });
        assertThrows(SessionExpiredException.class, () -> client.put("k", "v"));
        assertEquals(1, server.store.applied().size());
        assertTrue("the client goes on", client.put("k", "w").applied());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
