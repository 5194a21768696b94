package io.catena.server.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** ZooKeeper's client, as far as it concerns the session, in the hands of a test. It answers at once unless it is held. */
final class PlayedSession implements SessionPort {
    final List<String> calls = new ArrayList<>();
    long number = 1;
    boolean catchesUp = true;
    boolean watches = true;
    /** Whether answers wait. */
    boolean held;

    private final List<Runnable> answers = new ArrayList<>();

    private void answer(Runnable answer) {
        if (held) {
            answers.add(answer);
        } else {
            answer.run();
        }
    }

    /** The answers that wait come now. */
    void release() {
        held = false;
        List<Runnable> all = List.copyOf(answers);
        answers.clear();
        all.forEach(Runnable::run);
    }

    @Override
    public void connectionChanged(boolean connected) {
        calls.add(connected ? "connected" : "disconnected");
    }

    @Override
    public void isAway() {
        calls.add("away");
    }

    @Override
    public void catchUp(Consumer<OptionalLong> then) {
        calls.add("catch up");
        OptionalLong session = catchesUp ? OptionalLong.of(number) : OptionalLong.empty();
        answer(() -> then.accept(session));
    }

    @Override
    public void watch(List<String> paths, Consumer<Boolean> done) {
        calls.add("watch " + paths);
        boolean certainly = watches;
        answer(() -> done.accept(certainly));
    }
}
