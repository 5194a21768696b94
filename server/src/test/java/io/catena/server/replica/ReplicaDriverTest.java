package io.catena.server.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.chain.VersionedValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** A driver between a protocol, a disk and a host that do what the test says. */
public class ReplicaDriverTest {
    private static final Origin CLIENT = new Origin("client", 1);
    private static final List<Key> KEYS = List.of(new Key(new byte[] {1}));

    private final List<String> happened = new ArrayList<>();
    private final List<Runnable> nextTurn = new ArrayList<>();
    private final PlayedReplica replica = new PlayedReplica();
    private Throwable diskFailure;
    private ReplicaDriver driver = driver();

    private ReplicaDriver driver() {
        return new ReplicaDriver(
                replica,
                () -> 7,
                listener -> new PlayedDisk(listener, diskFailure),
                nextTurn::add,
                new ReplicaCounters(),
                new Host());
    }

    private final class Host extends SilentHost {
        @Override
        public void fetchConfiguration() {
            happened.add("fetches after " + replica.told());
        }

        @Override
        public void stepped(boolean quiet) {
            happened.add("stepped");
        }

        @Override
        public void removed() {
            driver.end();
        }

        @Override
        public void halt(String reason, Throwable cause) {
            happened.add("halts: " + reason);
        }
    }

    private Waiting<List<VersionedValue>> waiting() {
        return new Waiting<>() {
            @Override
            public void answered(List<VersionedValue> answer) {
                happened.add("answered");
            }

            @Override
            public void failed(Failure failure) {
                happened.add(failure.toString());
            }
        };
    }

    @Test
    public void anEventThatAnEffectBringsComesBehindTheEffectsOfItsStep() {
        replica.does = event -> event instanceof Event.Read read
                ? List.of(new Effect.ReadStore(read.ticket(), CLIENT, KEYS, true), new Effect.FetchConfiguration())
                : List.of();
        driver.read(CLIENT, KEYS, 10, waiting());
        assertEquals(List.of("fetches after [Read]", "stepped"), happened);
        assertEquals(List.of("Read", "StoreRead"), replica.told());
    }

    @Test
    public void anEffectThatEndsTheLifeIsTheLast() {
        replica.does = event -> List.of(new Effect.Removed(), new Effect.FetchConfiguration());
        driver.readStale(CLIENT, KEYS, waiting());
        assertEquals(List.of("CHANGING"), happened);
    }

    @Test
    public void waitingRequestsHearOfTheEndInTheirOrder() {
        List<Integer> failed = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            boolean isAnswered = i % 5 > 0;
            replica.does = event -> isAnswered && event instanceof Event.Read read
                    ? List.of(new Effect.ReadsAnswered(read.ticket(), List.of()))
                    : List.of();
            int number = i;
            driver.read(CLIENT, KEYS, 10, new Waiting<>() {
                @Override
                public void answered(List<VersionedValue> answer) {}

                @Override
                public void failed(Failure failure) {
                    failed.add(number);
                }
            });
        }
        driver.end();
        assertEquals(List.of(0, 5, 10, 15, 20, 25, 30, 35), failed);
    }

    @Test
    public void aLifeThatIsOverSaysSoWhateverItIsAskedFor() {
        driver.end();
        driver.read(CLIENT, KEYS, 10, waiting());
        driver.readStale(CLIENT, KEYS, waiting());
        driver.tick();
        assertEquals(List.of("WRONG_REPLICA", "WRONG_REPLICA"), happened);
        assertEquals(List.of(), replica.told());
    }

    @Test
    public void whatGoesOnInAnotherTurnIsToldThere() {
        replica.does = event -> event instanceof Event.Tick ? List.of(new Effect.GoOn()) : List.of();
        driver.tick();
        assertEquals(List.of("Tick"), replica.told());
        nextTurn.remove(0).run();
        assertEquals(List.of("Tick", "GoOn"), replica.told());
    }

    @Test
    public void aDiskFailureThatWasNotReportedIsNoticedByTheNextTick() {
        diskFailure = new IllegalStateException("full");
        driver = driver();
        driver.tick();
        driver.tick();
        assertEquals(List.of("halts: the disk failed: full"), happened);
    }

    @Test
    public void aBrokenRuleEndsTheLife() {
        replica.does = event -> {
            throw new IllegalStateException("two heads");
        };
        driver.tick();
        driver.tick();
        assertEquals(List.of("halts: a rule of the protocol is broken: two heads"), happened);
        assertFalse(driver.isQuiet());
    }
}
