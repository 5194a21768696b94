package io.catena.server.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.Origin;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.Test;

/** A driver between a protocol, a disk and a host that do what the test says. */
public class ReplicaDriverTest {
    private static final Origin CLIENT = new Origin("client", 1);
    private static final List<Key> KEYS = List.of(new Key(new byte[] {1}));

    private final List<String> happened = new ArrayList<>();
    private Function<Event, List<Effect>> replica = event -> List.of();
    private Throwable diskFailure;
    private final List<Runnable> nextTurn = new ArrayList<>();

    private final ReplicaDriver driver = new ReplicaDriver(
            new Played(), () -> 7, listener -> new Disk(), nextTurn::add, new ReplicaCounters(), new Host());

    private final class Played implements Protocol {
        @Override
        public List<Effect> step(long nowNanos, Event event) {
            assertEquals(7, nowNanos);
            happened.add(event.getClass().getSimpleName());
            return replica.apply(event);
        }

        @Override
        public boolean isQuiet() {
            return true;
        }

        @Override
        public boolean awaitsDisk() {
            return false;
        }

        @Override
        public ReplicaReport report() {
            return null;
        }

        @Override
        public ReplicaView view() {
            return null;
        }

        @Override
        public long hopMillis(long nowNanos) {
            return 0;
        }

        @Override
        public long completionMillis(long nowNanos) {
            return 0;
        }
    }

    private final class Disk implements ReplicaDisk {
        @Override
        public void write(Effect.WriteDisk write) {}

        @Override
        public void install(Effect.InstallChunk install) {}

        @Override
        public void readLog(Effect.ReadLog read) {}

        @Override
        public void readChunk(Effect.ReadChunk read) {}

        @Override
        public void lookUp(Effect.ReadStore read) {
            happened.add("looks up");
            driver.done(new Event.StoreRead(read.ticket(), List.of(Versioned.ABSENT)));
        }

        @Override
        public Throwable failure() {
            return diskFailure;
        }

        @Override
        public void end() {
            happened.add("disk ends");
        }
    }

    private final class Host implements ReplicaDriver.Host {
        @Override
        public void send(Member to, Message.Envelope envelope, Message message) {}

        @Override
        public void disconnect(Member from) {}

        @Override
        public void report(ReplicaReport report) {}

        @Override
        public void activate(Effect.Activate wish) {}

        @Override
        public void fetchConfiguration() {
            happened.add("fetches");
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
        public void linkDropped(Member from, String reason) {}

        @Override
        public void halt(String reason, Throwable cause) {
            happened.add("halts: " + reason);
        }
    }

    private Waiting<List<Versioned>> waiting() {
        return new Waiting<>() {
            @Override
            public void answered(List<Versioned> answer) {
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
        replica = event -> event instanceof Event.Read read
                ? List.of(new Effect.ReadStore(read.ticket(), CLIENT, KEYS), new Effect.FetchConfiguration())
                : List.of();
        driver.read(CLIENT, KEYS, 10, waiting());
        assertEquals(List.of("Read", "looks up", "fetches", "StoreRead", "stepped"), happened);
    }

    @Test
    public void anEffectThatEndsTheLifeIsTheLast() {
        replica = event -> List.of(new Effect.Removed(), new Effect.FetchConfiguration());
        driver.readStale(CLIENT, KEYS, waiting());
        assertEquals(List.of("ReadStale", "disk ends", "CHANGING"), happened);
    }

    @Test
    public void whoAsksALifeThatIsOverIsToldSoWhateverIsAskedFor() {
        driver.end();
        happened.clear();
        driver.read(CLIENT, KEYS, 10, waiting());
        driver.readStale(CLIENT, KEYS, waiting());
        driver.tick();
        assertEquals(List.of("WRONG_REPLICA", "WRONG_REPLICA"), happened);
    }

    @Test
    public void whatGoesOnInAnotherTurnIsToldThere() {
        replica = event -> event instanceof Event.Tick ? List.of(new Effect.GoOn()) : List.of();
        driver.tick();
        assertEquals(List.of("Tick", "stepped"), happened);
        nextTurn.remove(0).run();
        assertEquals(List.of("Tick", "stepped", "GoOn", "stepped"), happened);
    }

    @Test
    public void aDiskThatFailedBehindEverybodysBackIsNoticedByTheNextTick() {
        diskFailure = new IllegalStateException("full");
        driver.tick();
        driver.tick();
        assertEquals(List.of("halts: the disk failed: full"), happened);
    }

    @Test
    public void aBrokenRuleEndsTheLife() {
        replica = event -> {
            throw new IllegalStateException("two heads");
        };
        driver.tick();
        driver.tick();
        assertEquals(List.of("Tick", "halts: a rule of the protocol is broken: two heads"), happened);
        assertTrue(driver.isQuiet() == false);
    }
}
