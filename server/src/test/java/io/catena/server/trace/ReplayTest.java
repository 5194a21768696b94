package io.catena.server.trace;

import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.Origin;
import io.catena.server.chain.Replica;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;

public class ReplayTest {
    private static final Member SELF = new Member("a", 0x1234, "localhost:1");
    private static final Key KEY = new Key(new byte[] {'k', (byte) 0xff});
    private static final long DEADLINE = 5_000_000_000L;

    private final List<String> lines = new ArrayList<>();
    private Replica replica;
    private ReplicaTrace trace;
    private long now = 1_000;

    @Before
    public void begin() {
        StoredState stored = StoredState.empty();
        ReplicaSettings settings = ReplicaSettings.standard();
        trace = new ReplicaTrace(lines::add, 1, "cluster", SELF, settings, stored, now);
        replica = new Replica(1, "cluster", SELF, settings, stored, now);
    }

    private List<Effect> tell(Event event) {
        now += 1_000;
        List<Effect> effects = replica.step(now, event);
        trace.stepped(now, event, effects);
        return effects;
    }

    private void aWriteThatLooksUp() {
        tell(new Event.Configured(new Configuration(1, 1, 1, List.of(SELF), null, true, Map.of("gone", 9L))));
        tell(new Event.DiskDone(1));
        tell(new Event.Tick());
        WriteCommand put = new WriteCommand(LoggedWrite.Kind.PUT, KEY, new byte[] {3}, null, null, true);
        tell(new Event.Write(1, new Origin("client", 1), List.of(put), now + DEADLINE));
        tell(new Event.StoreRead(1, List.of(new VersionedValue(new byte[] {1, 2}, 7))));
        List<Effect> answered = tell(new Event.DiskDone(1));
        assertTrue(answered.toString(), answered.stream().anyMatch(Effect.WritesAnswered.class::isInstance));
    }

    @Test
    public void theSameEventsHaveTheSameEffects() throws Exception {
        aWriteThatLooksUp();
        tell(new Event.Received(new Message.Envelope(1, 1, "b", 5), new Message.Open("other", 9, 9, 9)));
        Replay replay = new Replay();
        for (String line : lines) {
            Replay.Done done = replay.line(line);
            assertNull(line, done.difference());
        }
    }

    @Test
    public void anEffectThatIsAnotherIsSeen() throws Exception {
        aWriteThatLooksUp();
        Replay replay = new Replay();
        for (String line : lines.subList(0, lines.size() - 1)) {
            assertNull(replay.line(line).difference());
        }
        String last = lines.get(lines.size() - 1);
        String other = last.replace("\"applied\":true", "\"applied\":false");
        assertTrue(last, !other.equals(last));
        assertNotNull(replay.line(other).difference());
    }

    @Test
    public void whatIsNoTraceIsRefused() {
        Replay replay = new Replay();
        assertThrows(TraceException.class, () -> replay.line("{}"));
        assertThrows(TraceException.class, () -> replay.line("{\"is\":\"java.lang.Runtime\"}"));
        assertThrows(TraceException.class, () -> replay.line("[".repeat(100_000)));
        aWriteThatLooksUp();
        assertThrows(TraceException.class, () -> replay.line(lines.get(1)));
    }
}
