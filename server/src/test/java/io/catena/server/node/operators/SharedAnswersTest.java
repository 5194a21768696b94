package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Origin;
import io.catena.server.rpc.Reply;
import io.catena.server.runtime.ManualTime;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Questions that many ask, and work that is done as rarely as may be (Q10). */
public class SharedAnswersTest {
    private static final Origin ASKER = new Origin("10.0.0.1", 1);
    private static final Origin OTHER = new Origin("10.0.0.2", 2);

    private final ManualTime time = new ManualTime();
    /** By work so far. */
    private long tookMillis;

    private final QuestionPlaces places = new QuestionPlaces();
    private final SharedAnswers<String, String> answers = kind();
    /** What was worked on, in order. */
    private final List<String> worked = new ArrayList<>();
    /** Answers and errors, in order. */
    private final List<String> told = new ArrayList<>();

    private Runnable during = () -> {};

    private SharedAnswers<String, String> kind() {
        return new SharedAnswers<>(
                time, () -> time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(tookMillis), places, this::work);
    }

    private String work(String question) {
        worked.add(question);
        Runnable meanwhile = during;
        during = () -> {};
        meanwhile.run();
        return question + worked.size();
    }

    private void ask(String question, Origin asker) {
        ask(answers, question, asker);
    }

    private void ask(Questions<String, String> kind, String question, Origin asker) {
        kind.ask(question, asker, new Reply<>() {
            @Override
            public void succeed(String answer) {
                told.add(answer);
            }

            @Override
            public void fail(Exception error) {
                told.add(
                        error instanceof Unavailable why && why.getReason() == UnavailableReason.OVERLOADED
                                ? "overloaded"
                                : error.getMessage());
            }
        });
    }

    @Test
    public void aQuestionIsAnsweredAtOnceAfterARest() {
        ask("a", ASKER);
        time.runDue();
        assertEquals(List.of("a1"), told);
    }

    @Test
    public void thoseWhoAskTheSameMeanwhileShareOneAnswer() {
        ask("a", ASKER);
        ask("a", OTHER);
        ask("a", ASKER);
        time.runDue();
        assertEquals(List.of("a1", "a1", "a1"), told);
        assertEquals(List.of("a"), worked);
    }

    @Test
    public void noAnswerIsOlderThanItsQuestion() {
        during = () -> ask("a", OTHER);
        ask("a", ASKER);
        time.runDue();
        assertEquals("what was read before OTHER asked is not told OTHER", List.of("a1"), told);
        time.passes(SharedAnswers.APART_MILLIS);
        assertEquals(List.of("a1", "a2"), told);
    }

    @Test
    public void whoeverAsksWithoutEndBringsAboutTenPiecesOfWorkASecond() {
        for (int millis = 0; millis < 999; millis++) {
            ask("a", ASKER);
            time.passes(1);
        }
        assertEquals(10, worked.size());
    }

    @Test
    public void workThatTakesLongTakesHalfOfTheTimeAtMost() {
        during = () -> tookMillis = 700;
        ask("a", ASKER);
        time.runDue();
        ask("a", ASKER);
        time.passes(699);
        assertEquals(1, worked.size());
        time.passes(1);
        assertEquals(2, worked.size());
    }

    @Test
    public void sourcesTakeTurns() {
        ask("a", ASKER);
        ask("b", ASKER);
        ask("c", ASKER);
        ask("d", OTHER);
        time.passes(1_000);
        assertEquals(List.of("a", "d", "b", "c"), worked);
    }

    @Test
    public void aSourceThatAsksWithoutEndLeavesPlacesToOthers() {
        for (int i = 0; i <= QuestionPlaces.PLACES; i++) {
            ask("a" + i, ASKER);
        }
        assertTrue(told.contains("overloaded"));
        told.clear();
        ask("b", OTHER);
        assertEquals(List.of(), told);
        time.passes(200);
        assertTrue(told.toString(), told.contains("b2"));
    }

    @Test
    public void theBoundIsOneForQuestionsOfAllKinds() {
        SharedAnswers<String, String> otherKind = kind();
        for (int i = 0; i < QuestionPlaces.PLACES; i++) {
            ask(answers, "a" + i, new Origin("10.1.0." + i, i));
        }
        assertEquals("each source has a place", List.of(), told);
        ask(otherKind, "b", OTHER);
        assertEquals(List.of("overloaded"), told);
        time.runDue();
        told.clear();
        ask(otherKind, "b", OTHER);
        assertEquals("one was answered", List.of(), told);
    }

    @Test
    public void placesOfThoseThatWereAnsweredAreFree() {
        for (int i = 0; i < 3 * QuestionPlaces.PLACES; i++) {
            ask("a", ASKER);
            time.passes(SharedAnswers.APART_MILLIS);
        }
        assertEquals(3 * QuestionPlaces.PLACES, worked.size());
        assertTrue(!told.contains("overloaded"));
    }

    @Test
    public void workThatFailsFailsTheQuestionsThatShareItAndNoOthers() {
        during = () -> {
            throw new IllegalStateException("it is broken");
        };
        ask("a", ASKER);
        ask("a", OTHER);
        ask("b", OTHER);
        time.passes(1_000);
        assertEquals(List.of("it is broken", "it is broken", "b2"), told);
    }
}
