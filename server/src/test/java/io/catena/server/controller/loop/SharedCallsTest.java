package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Which call answers which question; each call is answered with its number. */
public class SharedCallsTest {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private int calls;
    private boolean failing;
    private long nowMillis;
    private final SharedCalls<String> shared =
            new SharedCalls<>(this::call, () -> TimeUnit.MILLISECONDS.toNanos(nowMillis));

    private CompletableFuture<String> call(String address) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        tasks.addLast(() -> {
            calls++;
            if (failing) {
                answer.completeExceptionally(new IllegalStateException("planted by the test"));
            } else {
                answer.complete(address + calls);
            }
        });
        return answer;
    }

    private void oneCallEnds() {
        tasks.removeFirst().run();
    }

    @Test
    public void aQuestionIsAskedAtOnce() {
        CompletableFuture<String> answer = shared.ask("a");
        assertEquals(1, tasks.size());
        oneCallEnds();
        assertEquals("a1", answer.join());
        CompletableFuture<String> later = shared.ask("a");
        oneCallEnds();
        assertEquals("a2", later.join());
    }

    @Test
    public void questionsThatComeDuringACallShareTheNextOne() {
        CompletableFuture<String> first = shared.ask("a");
        CompletableFuture<String> second = shared.ask("a");
        assertSame(second, shared.ask("a"));
        assertEquals("one call is under way", 1, tasks.size());
        oneCallEnds();
        assertEquals("a1", first.join());
        assertFalse("an answer that may be older than the question is none", second.isDone());
        oneCallEnds();
        assertEquals("a2", second.join());
        assertEquals(0, tasks.size());
    }

    @Test
    public void eachNodeIsAskedByItself() {
        shared.ask("a");
        CompletableFuture<String> other = shared.ask("b");
        assertEquals(2, tasks.size());
        tasks.removeLast().run();
        assertEquals("b1", other.join());
    }

    @Test
    public void aCallThatTakesLongIsNotWaitedFor() {
        CompletableFuture<String> hanging = shared.ask("a");
        nowMillis = 499;
        CompletableFuture<String> waiting = shared.ask("a");
        assertEquals(1, tasks.size());
        nowMillis = 500;
        CompletableFuture<String> young = shared.ask("a");
        assertEquals(2, tasks.size());
        tasks.removeLast().run();
        assertEquals("a1", young.join());
        assertEquals("a1", waiting.join());
        oneCallEnds();
        assertEquals("a2", hanging.join());
        assertEquals("nobody waits any more", 0, tasks.size());
        shared.ask("a");
        assertEquals("no call is under way any more", 1, tasks.size());
    }

    @Test
    public void aFailureIsToldToAllThatShareItAndEndsNothing() {
        shared.ask("a");
        CompletableFuture<String> second = shared.ask("a");
        failing = true;
        oneCallEnds();
        oneCallEnds();
        assertThrows(CompletionException.class, second::join);
        failing = false;
        CompletableFuture<String> third = shared.ask("a");
        oneCallEnds();
        assertEquals("a3", third.join());
    }
}
