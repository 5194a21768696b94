package io.catena.server.rpc.inbound;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.Test;

/** Counts the frames that are decoded in each turn of the loop, and the connections that they came on. */
public class TurnsTest {
    private static final int SHORT = 60;
    private static final int LONG = 90_000;

    private final Queue<Runnable> nextTurns = new ArrayDeque<>();
    private final Turns turns = new Turns(nextTurns::add);
    private long sources;

    /** A connection all of whose frames have come. Unless it is given one, its source is of it alone. */
    private final class Sender {
        private final long source;
        private final Queue<Integer> frames = new ArrayDeque<>();
        private final Runnable decoding = this::decode;
        private int decoded;

        Sender() {
            this(++sources);
        }

        Sender(long source) {
            this.source = source;
        }

        Sender sends(int count, int bytes) {
            for (int i = 0; i < count; i++) {
                frames.add(bytes);
            }
            return this;
        }

        void decode() {
            while (!frames.isEmpty() && turns.admits(source, decoding, frames.peek())) {
                frames.remove();
                decoded++;
            }
        }

        int decodedSince(int before) {
            return decoded - before;
        }
    }

    private void turn() {
        List<Runnable> due = new ArrayList<>(nextTurns);
        nextTurns.clear();
        assertTrue("no more than one task in a turn", due.size() <= 1);
        due.forEach(Runnable::run);
    }

    private List<Sender> crowd(int count, int frames, int bytes) {
        List<Sender> crowd = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            crowd.add(new Sender().sends(frames, bytes));
        }
        crowd.forEach(Sender::decode);
        return crowd;
    }

    private static int decoded(List<Sender> crowd) {
        return crowd.stream().mapToInt(sender -> sender.decoded).sum();
    }

    @Test
    public void whatComesWhileThereIsLittleIsDecodedAtOnce() {
        Sender one = new Sender().sends(500, SHORT);
        one.decode();
        assertEquals(500, one.decoded);
        turn();
        assertTrue("nothing waits, and nothing keeps the loop busy", nextTurns.isEmpty());
    }

    @Test
    public void oneTurnDecodesNoMoreThanItsPartAndOneFrameHoweverManyConnectionsSend() {
        List<Sender> crowd = crowd(1_000, 5, LONG);
        int most = Turns.TURN_BYTES / LONG + 1;
        int before = decoded(crowd);
        assertTrue(before + " frames", before <= most);
        for (int i = 0; i < 20; i++) {
            turn();
            int now = decoded(crowd);
            assertTrue((now - before) + " frames", now > before && now - before <= most);
            before = now;
        }
    }

    @Test
    public void oneTurnDecodesSoManyShortFramesThatTheirCostIsItsPart() {
        Sender one = new Sender().sends(10_000, 1);
        one.decode();
        assertTrue(one.decoded + " frames", one.decoded <= 2_000);
    }

    @Test
    public void aShortFrameComesBeforeTheLongOnesOfAThousandConnections() {
        crowd(1_000, 5, LONG);
        Sender little = new Sender().sends(1, SHORT);
        little.decode();
        assertEquals("this turn has decoded enough", 0, little.decoded);
        turn();
        assertEquals(1, little.decoded);
    }

    @Test
    public void aLongFrameIsDecodedInEveryTurnHoweverManyShortOnesThereAre() {
        crowd(1_000, 10_000, SHORT);
        Sender large = new Sender().sends(3, LONG);
        large.decode();
        for (int turn = 1; turn <= 3; turn++) {
            turn();
            assertEquals(turn, large.decoded);
        }
    }

    @Test
    public void connectionsTakeTurnsAndShortFramesBeforeLongOnesGainNothing() {
        List<Sender> crowd = crowd(300, 10_000, SHORT);
        Sender tricky = new Sender();
        for (int i = 0; i < 10; i++) {
            tricky.sends(1, SHORT).sends(1, LONG);
        }
        tricky.decode();
        Sender little = new Sender().sends(1, SHORT);
        little.decode();
        int[] before = crowd.stream().mapToInt(sender -> sender.decoded).toArray();
        for (int turns = 1; little.decoded == 0; turns++) {
            assertTrue("after " + turns + " turns", turns <= 6);
            turn();
            assertTrue(tricky.decoded + " frames in " + turns + " turns", tricky.decoded <= 2 * turns);
        }
        for (int i = 1; i < before.length; i++) { // the first one decoded all that it could before there was a queue
            int frames = crowd.get(i).decodedSince(before[i]);
            assertTrue(frames + " frames", frames >= 1 && frames <= 2 * Turns.SHORT_BYTES / SHORT);
        }
    }

    @Test
    public void aSourceWithManyConnectionsHasNoMoreTurnsThanOneWithASingleConnection() {
        int greedySource = -1;
        List<Sender> greedy = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            greedy.add(new Sender(greedySource).sends(100, LONG));
        }
        greedy.forEach(Sender::decode);
        Sender modest = new Sender().sends(100, LONG);
        modest.decode();
        int before = decoded(greedy);
        for (int i = 0; i < 10; i++) {
            turn();
        }
        int ofGreedy = decoded(greedy) - before;
        assertTrue(modest.decoded + " beside " + ofGreedy, Math.abs(ofGreedy - modest.decoded) <= 1);
        int ofOne =
                greedy.stream().skip(3).mapToInt(sender -> sender.decoded).max().orElseThrow();
        assertEquals("its connections share them", 1, ofOne);
    }

    @Test
    public void shortFramesOfManyConnectionsOfOneSourceDelayThoseOfAnotherForOneTurn() {
        List<Sender> greedy = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            greedy.add(new Sender(-1).sends(10_000, SHORT));
        }
        greedy.forEach(Sender::decode);
        Sender little = new Sender().sends(1, SHORT);
        little.decode();
        turn();
        assertEquals(1, little.decoded);
    }

    @Test
    public void aConnectionThatIsGoneByItsTurnDelaysNoOther() {
        List<Sender> crowd = crowd(10, 100, LONG);
        crowd.forEach(sender -> sender.frames.clear());
        Sender next = new Sender().sends(1, LONG);
        next.decode();
        turn();
        assertEquals(1, next.decoded);
        turn();
        assertFalse("the loop rests", nextTurns.size() > 0);
    }
}
