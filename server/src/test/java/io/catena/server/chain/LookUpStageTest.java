package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Requests that are looked up for, and the room for the values that their clients want to be told. */
public class LookUpStageTest {
    private static final byte[] LARGE = new byte[VersionedValue.MAX_VALUE_BYTES];

    private final ReplicaSettings settings = TestChain.of("a").settings;
    private final SharedState shared = new SharedState(
            TestChain.CHAIN,
            TestChain.CLUSTER,
            new Member("a", 1, "a"),
            settings,
            TestChain.of("a").nodes.get("a").store.recover(),
            0,
            Lease::new);
    private final List<WriteRequest> ready = new ArrayList<>();
    private final LookUpStage stage = new LookUpStage(shared, ready::add, request -> {});
    private long ticket;

    private WriteRequest exchange(String... keys) {
        List<WriteCommand> commands = new ArrayList<>();
        for (String key : keys) {
            commands.add(new WriteCommand(
                    LoggedWrite.Kind.PUT, TestChain.key(key), TestChain.bytes("new"), null, null, true));
        }
        ticket++;
        return WriteRequest.of(ticket, new Origin("client", (int) ticket), commands, Long.MAX_VALUE);
    }

    private void tell(WriteRequest request) {
        stage.storeRead(
                request.ticket(),
                request.commands().stream()
                        .map(command -> new VersionedValue(LARGE, 1))
                        .toList());
    }

    private void overwrite(String key) {
        LoggedWrite put = new LoggedWrite(LoggedWrite.Kind.PUT, TestChain.key(key), TestChain.bytes("v"), null, null);
        stage.appended(LogRecord.encode(1, 1, List.of(put)));
    }

    /** Requests for one large value each, which take all the room that there is. */
    private List<WriteRequest> holders() {
        List<WriteRequest> holders = new ArrayList<>();
        for (int i = 0; i < 2 * settings.maxPreviousBytes() / LARGE.length; i++) {
            WriteRequest holder = exchange("k" + i);
            stage.prepare(holder);
            tell(holder);
            holders.add(holder);
        }
        assertEquals(holders, ready);
        ready.clear();
        return holders;
    }

    private WriteRequest greedy() {
        String[] keys = new String[settings.maxPreviousBytes() / LARGE.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = "g" + i;
        }
        return exchange(keys);
    }

    private boolean isAsked() {
        return shared.takeEffects().stream().anyMatch(Effect.ReadStore.class::isInstance);
    }

    @Test
    public void aRequestHoldsNoRoomForAnOverwrittenValueWhileOthersWait() {
        List<WriteRequest> holders = holders();
        WriteRequest waiter = greedy();
        shared.takeEffects();
        stage.prepare(waiter);
        assertFalse("there is no room", isAsked());
        for (int i = 0; i < holders.size(); i++) {
            overwrite("k" + i);
            stage.prepare(holders.get(i));
        }
        assertTrue(isAsked());
        tell(waiter);
        assertEquals(List.of(waiter), ready);
    }

    @Test
    public void aRequestThatMustAskForOneValueAgainIsToldTheOthersToo() {
        WriteRequest request = exchange("one", "other");
        stage.prepare(request);
        tell(request);
        overwrite("one");
        assertFalse(stage.isReady(request));
        stage.prepare(request);
        tell(request);
        assertTrue(stage.isReady(request));
        assertEquals(LARGE, stage.known(request).get(TestChain.key("one")).value());
    }
}
