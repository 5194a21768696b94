package io.catena.server.requests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.runtime.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** What is looked up of chains that a node does not carry, and how often at most. Chain 9 is one that it carries. */
public class LookedUpChainsTest implements Scheduler {
    private static final long LIMIT_MILLIS = 60_000;

    private record Task(long dueNanos, Runnable task) {}

    private record Asked(int chain, LookedUpChains.Answer answer) {}

    private long nowNanos;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private final List<String> went = new ArrayList<>();
    private final LookedUpChains chains = new LookedUpChains(
            chain -> chain == 9, (chain, done) -> asked.add(new Asked(chain, done)), () -> nowNanos, this);

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        tasks.add(new Task(nowNanos + delayNanos, task));
    }

    private void after(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        for (Task task : List.copyOf(tasks)) {
            if (task.dueNanos() <= nowNanos) {
                tasks.remove(task);
                task.task().run();
            }
        }
    }

    private void request(int chain) {
        chains.of(chain).whenKnown(LIMIT_MILLIS, () -> went.add("request " + chain));
    }

    private void layout(int chain) {
        chains.whenFresh(chain, () -> went.add("layout " + chain));
    }

    private List<Integer> asked() {
        return asked.stream().map(Asked::chain).toList();
    }

    private void answers(boolean found) {
        List<Asked> all = List.copyOf(asked);
        asked.clear();
        all.forEach(one -> one.answer().answered(found));
    }

    private List<String> went() {
        List<String> so = List.copyOf(went);
        went.clear();
        return so;
    }

    @Test
    public void aChainIsLookedUpWhenItIsFirstAskedForAndAllWaitForOneAnswer() {
        request(1);
        request(1);
        layout(1);
        assertEquals(List.of(1), asked());
        assertEquals(List.of(), went());
        answers(true);
        assertEquals(List.of("request 1", "request 1", "layout 1"), went());
        request(1);
        assertEquals(List.of("request 1"), went());
        assertEquals(List.of(), asked());
    }

    @Test
    public void ofAChainThatTheNodeCarriesNothingIsLookedUp() {
        request(9);
        layout(9);
        chains.of(9).doubt();
        request(9);
        assertEquals(List.of("request 9", "layout 9", "request 9"), went());
        assertEquals(List.of(), asked());
    }

    @Test
    public void whatIsDoubtedIsLookedUpAgainWhileRequestsGoOn() {
        request(1);
        answers(true);
        chains.of(1).doubt();
        request(1);
        assertEquals("it was found a moment ago", List.of(), asked());
        after(LookedUpChains.FRESH_MILLIS);
        went();
        request(1);
        request(1);
        assertEquals(List.of("request 1", "request 1"), went());
        assertEquals(List.of(1), asked());
        answers(true);
        after(LookedUpChains.FRESH_MILLIS);
        request(1);
        assertEquals("there is no doubt any more", List.of(), asked());
    }

    @Test
    public void whatIsOldIsLookedUpAgainWhileRequestsGoOn() {
        request(1);
        answers(true);
        after(LookedUpChains.LASTS_MILLIS - 1);
        request(1);
        assertEquals(List.of(), asked());
        after(1);
        went();
        request(1);
        assertEquals(List.of("request 1"), went());
        assertEquals(List.of(1), asked());
        after(LookedUpChains.LASTS_MILLIS);
        assertEquals("nobody asks for it", List.of(1), asked());
    }

    @Test
    public void aLayoutIsNoOlderThanAMoment() {
        layout(1);
        answers(true);
        layout(1);
        assertEquals(List.of("layout 1", "layout 1"), went());
        after(LookedUpChains.FRESH_MILLIS);
        layout(1);
        assertEquals(List.of(), went());
        answers(true);
        assertEquals(List.of("layout 1"), went());
    }

    @Test
    public void whatIsNotFoundIsToldAtOnceAndLookedUpAgain() {
        request(1);
        answers(false);
        assertEquals(List.of("request 1"), went());
        request(1);
        assertEquals(List.of(1), asked());
    }

    @Test
    public void nobodyWaitsLongerThanItMay() {
        chains.of(1).whenKnown(50, () -> went.add("hurried"));
        request(1);
        layout(1);
        after(50);
        assertEquals(List.of("hurried"), went());
        after(LookedUpChains.PATIENCE_MILLIS);
        assertEquals(List.of("request 1", "layout 1"), went());
        answers(true);
        assertEquals("each goes on once", List.of(), went());
    }

    @Test
    public void whateverIsAskedForOnlySoManyLookUpsBeginInAPeriod() {
        for (int chain = 10; chain < 10 + 3 * LookedUpChains.MOST_IN_PERIOD; chain++) {
            layout(chain);
        }
        assertEquals(LookedUpChains.MOST_IN_PERIOD, asked().size());
        answers(true);
        layout(5);
        assertEquals(List.of(), asked());
        after(LookedUpChains.PERIOD_MILLIS);
        assertEquals(LookedUpChains.MOST_IN_PERIOD, asked().size());
        after(LookedUpChains.PERIOD_MILLIS);
        after(LookedUpChains.PERIOD_MILLIS);
        assertTrue("it has its turn", asked().contains(5));
        assertEquals(2 * LookedUpChains.MOST_IN_PERIOD + 1, asked().size());
    }

    @Test
    public void ofANodeWithSeveralLoopsEachBeginsItsPart() {
        LookedUpChains part = new LookedUpChains(
                chain -> false, (chain, done) -> asked.add(new Asked(chain, done)), () -> nowNanos, this, 3);
        for (int chain = 10; chain < 10 + 3 * LookedUpChains.MOST_IN_PERIOD; chain++) {
            part.whenFresh(chain, () -> {});
        }
        after(2 * LookedUpChains.PERIOD_MILLIS);
        assertEquals(LookedUpChains.MOST_IN_PERIOD, asked().size());
        after(LookedUpChains.PERIOD_MILLIS);
        assertEquals(2 * LookedUpChains.MOST_IN_PERIOD, asked().size());
    }
}
