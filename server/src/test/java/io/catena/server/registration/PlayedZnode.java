package io.catena.server.registration;

import java.util.Optional;
import java.util.function.Consumer;

/** An ephemeral znode in a ZooKeeper that the test has in hand. It answers at once. */
final class PlayedZnode<T> implements EphemeralZnode<T> {
    private final String path;
    /** The session that the process has. */
    long session = 1;
    /** Whether ZooKeeper answers. */
    boolean answers = true;
    /** Whether a write is carried out although no caller hears of it. */
    boolean losesAnswers;

    /** What each look ends with; null if nothing is amiss. */
    RuntimeException fails;

    int writes;
    int looks;
    private Optional<T> value = Optional.empty();
    private boolean exists;
    private long owner;
    private int version;
    /** How often something was made in this place. */
    int made;

    PlayedZnode(String path) {
        this.path = path;
    }

    /** The session of another process makes it. */
    void isMadeBy(long someSession, T newValue) {
        exists = true;
        value = Optional.ofNullable(newValue);
        owner = someSession;
        version++;
        made++;
    }

    void isDeleted() {
        exists = false;
    }

    /** The session ends, and another takes its place. */
    void sessionEnds() {
        if (owner == session) {
            exists = false;
        }
        session++;
    }

    Optional<T> value() {
        return exists ? value : Optional.empty();
    }

    boolean isOurs() {
        return exists && owner == session;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void read(Consumer<State<T>> then) {
        looks++;
        if (fails != null) {
            throw fails;
        }
        then.accept(
                answers
                        ? new State<>(
                                true,
                                exists
                                        ? Optional.of(new Content<>(value, owner == session, version))
                                        : Optional.empty())
                        : State.unknown());
    }

    @Override
    public void create(T newValue, Consumer<Boolean> done) {
        write(!exists, () -> isMadeBy(session, newValue), done);
    }

    @Override
    public void replace(Content<T> seen, T newValue, Consumer<Boolean> done) {
        write(isStill(seen), () -> isMadeBy(session, newValue), done);
    }

    @Override
    public void change(Content<T> seen, T newValue, Consumer<Boolean> done) {
        write(
                isStill(seen),
                () -> {
                    value = Optional.of(newValue);
                    version++;
                },
                done);
    }

    @Override
    public void delete(Content<T> seen, Consumer<Boolean> done) {
        write(isStill(seen), this::isDeleted, done);
    }

    private boolean isStill(Content<T> seen) {
        return exists && seen.version().equals(version);
    }

    private void write(boolean fits, Runnable write, Consumer<Boolean> done) {
        if (answers && fits) {
            writes++;
            write.run();
        }
        done.accept(answers && fits && !losesAnswers);
    }
}
