package io.catena.server.node.operators;

import io.catena.server.threads.LoopThread;
import java.util.function.BooleanSupplier;

/**
 * Answers operators' questions that block on ZooKeeper, on a thread of its own, so that no order waits for a question (Q10). The kinds of
 * questions have their turns one after the other.
 */
public final class QuestionDesk implements AutoCloseable {
    private final BooleanSupplier connected;
    private final QuestionPlaces places = new QuestionPlaces();
    private final LoopThread thread = new LoopThread("catena-questions");

    /** @param connected whether there is a connection to ZooKeeper */
    public QuestionDesk(BooleanSupplier connected) {
        this.connected = connected;
    }

    /** @param work runs on the thread of this desk */
    <Q, T> Questions<Q, T> about(SharedAnswers.Work<Q, T> work) {
        Questions<Q, T> shared = new SharedAnswers<>(thread, System::nanoTime, places, question -> {
            try {
                return work.answer(question);
            } catch (Exception e) {
                throw AdminFailure.told(e);
            }
        });
        return (question, asker, reply) -> {
            if (connected.getAsBoolean()) {
                shared.ask(question, asker, reply);
            } else {
                reply.fail(AdminFailure.noConnection());
            }
        };
    }

    /** For questions of other desks, too: the bound is one for all kinds. */
    QuestionPlaces places() {
        return places;
    }

    @Override
    public void close() {
        thread.close();
    }
}
