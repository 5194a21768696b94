package io.catena.server.registration;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.Before;
import org.junit.Test;

/** What is done after a connection comes or goes, and in which order. */
public class SessionLoopTest implements SessionLoop.Port {
    private final PlayedScheduler scheduler = new PlayedScheduler();
    private final List<String> done = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private boolean prepares = true;
    private boolean reads = true;
    private RuntimeException fails;

    private final NodeRegistration node = new NodeRegistration(
            new RegisteredNode("a", 5, "a:1", ClusterFormat.KNOWN),
            new PlayedZnode<>("/nodes/a"),
            other -> new CompletableFuture<>(),
            1_000,
            scheduler,
            new NodeRegistration.Listener() {
                @Override
                public void registered(boolean anew) {
                    done.add("registered");
                }

                @Override
                public void nodeIdTaken(String why) {
                    throw new AssertionError(why);
                }
            },
            failures::add);
    private final SessionLoop loop = new SessionLoop(this, node, scheduler, failures::add);

    @Before
    public void begin() {
        node.begin();
    }

    private void connection(boolean now) {
        loop.connection(now);
        scheduler.run();
    }

    @Test
    public void beforeAnythingIsReadOrRegisteredItCatchesUp() {
        connection(true);
        assertEquals("connected", done.get(0));
        assertEquals("prepared", done.get(1));
        assertTrue(done.toString(), done.containsAll(List.of("read", "registered")));
        assertTrue(node.isInPlace());
    }

    @Test
    public void aHintLeadsToReadingAlone() {
        connection(true);
        done.clear();
        loop.hint();
        loop.hint();
        scheduler.run();
        assertEquals(List.of("read"), done.stream().distinct().toList());
    }

    @Test
    public void withoutAConnectionNothingIsReadAndTheNodeIsNotCountedOn() {
        connection(true);
        done.clear();
        connection(false);
        assertFalse(node.isInPlace());
        loop.hint();
        scheduler.run();
        scheduler.timePasses();
        assertEquals("disconnected", done.remove(0));
        assertEquals(List.of("away"), done.stream().distinct().toList());
    }

    @Test
    public void afterAConnectionThatWentAndCameAtOnceNothingCountsBeforeItHasCaughtUp() {
        connection(true);
        prepares = false;
        loop.connection(false);
        loop.connection(true);
        scheduler.run();
        assertFalse(node.isInPlace());
        prepares = true;
        scheduler.timePasses();
        assertTrue(node.isInPlace());
    }

    @Test
    public void whatIsNotCertainlyDoneBeginsWithCatchingUpAgain() {
        prepares = false;
        connection(true);
        assertEquals(List.of("connected", "prepared"), done);
        prepares = true;
        reads = false;
        scheduler.timePasses();
        reads = true;
        done.clear();
        scheduler.timePasses();
        assertEquals("prepared", done.get(0));
    }

    @Test
    public void anUnexpectedExceptionIsToldAndEverythingIsReadAgain() {
        fails = new IllegalStateException("unexpected");
        connection(true);
        assertEquals(List.of(fails), failures);
        fails = null;
        done.clear();
        scheduler.timePasses();
        assertEquals(List.of("prepared", "read"), done.subList(0, 2));
    }

    @Override
    public void connectionChanged(boolean connected) {
        done.add(connected ? "connected" : "disconnected");
    }

    @Override
    public void isAway() {
        done.add("away");
    }

    @Override
    public void prepare(Consumer<Boolean> then) {
        done.add("prepared");
        then.accept(prepares);
    }

    @Override
    public void readNews(Consumer<Boolean> then) {
        if (fails != null) {
            throw fails;
        }
        done.add("read");
        then.accept(reads);
    }
}
