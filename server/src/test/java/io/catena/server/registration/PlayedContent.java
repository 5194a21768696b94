package io.catena.server.registration;

import java.util.Optional;
import java.util.function.Consumer;

/** A znode that the test has in hand. It answers at once. */
final class PlayedContent<T> implements ReadableZnode<T> {
    private final String path;
    ZnodeReading.Outcome outcome = ZnodeReading.Outcome.READ;
    /** What comes before each answer. */
    Runnable beforeAnswer = () -> {};

    int reads;
    private Optional<T> content = Optional.empty();

    PlayedContent(String path) {
        this.path = path;
    }

    /** @param newContent null for nothing */
    void holds(T newContent) {
        content = Optional.ofNullable(newContent);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void read(Consumer<ZnodeReading<T>> then) {
        reads++;
        ZnodeReading<T> reading =
                new ZnodeReading<>(outcome, outcome == ZnodeReading.Outcome.READ ? content : Optional.empty());
        beforeAnswer.run();
        then.accept(reading);
    }
}
