package io.catena.server.registration;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The znodes of which a process tells the news. One that may have changed is read again; all are read in the order in
 * which they were added. For a znode that cannot be understood the last known content holds. Belongs to the session's
 * scheduler but for {@link #changed}.
 */
final class FollowedZnodes {
    private final SessionLoop loop;
    private final List<Followed<?>> followed = new CopyOnWriteArrayList<>();

    FollowedZnodes(SessionLoop loop) {
        this.loop = loop;
    }

    /** One of them. */
    private static final class Followed<T> {
        private final ReadableZnode<T> znode;
        private final Consumer<Optional<T>> found;
        /** Goes before the znode is read, so that a change during the read brings it back. */
        private volatile boolean doubtful = true;
        /** Of what is not watched a change would be missed that comes behind the read. */
        private boolean watched;

        Followed(ReadableZnode<T> znode, Consumer<Optional<T>> found) {
            this.znode = znode;
            this.found = found;
        }

        void read(SessionLoop loop, Consumer<Boolean> done) {
            doubtful = false;
            znode.read(loop.on(reading -> {
                if (reading.isRead()) {
                    found.accept(reading.content());
                }
                done.accept(reading.outcome() != ZnodeReading.Outcome.NO_ANSWER);
            }));
        }
    }

    /**
     * Adds a znode, which is read with the next call of {@link #read} when it is watched. On the scheduler.
     *
     * @param found takes what was read, which may be the same as before
     */
    <T> void add(ReadableZnode<T> znode, Consumer<Optional<T>> found) {
        followed.add(new Followed<>(znode, found));
    }

    /** Follows a znode no longer; what is being read of it may still be told. */
    void remove(ReadableZnode<?> znode) {
        followed.removeIf(one -> one.znode == znode);
    }

    List<String> paths() {
        return followed.stream().map(one -> one.znode.path()).toList();
    }

    /** Changes at these paths are told from now on. */
    void areWatched(Collection<String> paths) {
        Set<String> told = new HashSet<>(paths);
        for (Followed<?> one : followed) {
            one.watched |= told.contains(one.znode.path());
        }
    }

    /** What is at the path may have changed. Any thread. */
    void changed(String path) {
        for (Followed<?> one : followed) {
            if (one.znode.path().equals(path)) {
                one.doubtful = true;
            }
        }
    }

    /** Anything may have changed. */
    void allMayHaveChanged() {
        followed.forEach(one -> one.doubtful = true);
    }

    /**
     * Reads what is watched and may have changed, one after the other. What changes meanwhile may have to wait for the next call.
     *
     * @param done false as soon as ZooKeeper does not answer: then {@link #allMayHaveChanged} has to come before the
     *     next call
     */
    void read(Consumer<Boolean> done) {
        readRest(followed.iterator(), done);
    }

    /** What is added or removed meanwhile waits for the next call. */
    private void readRest(Iterator<Followed<?>> rest, Consumer<Boolean> done) {
        while (rest.hasNext()) {
            Followed<?> next = rest.next();
            if (next.doubtful && next.watched) {
                next.read(loop, answered -> {
                    if (answered) {
                        readRest(rest, done);
                    } else {
                        done.accept(false);
                    }
                });
                return;
            }
        }
        done.accept(true);
    }
}
