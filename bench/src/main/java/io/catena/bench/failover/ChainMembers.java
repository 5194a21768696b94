package io.catena.bench.failover;

import io.catena.bench.store.ServersException;
import io.catena.client.CatenaClient;
import io.catena.client.CatenaException;
import io.catena.client.Layout;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The members of a chain, as its clients see them. */
final class ChainMembers {
    private static final long POLL_MILLIS = 5;
    private static final long PATIENCE_SECONDS = 120;

    private final CatenaClient client;

    ChainMembers(CatenaClient client) {
        this.client = client;
    }

    /** The member whose turn it is; each role has the same share of the turns. */
    Turn turn(int number) {
        List<Layout.Member> members = client.layout().members();
        int position = List.of(0, members.size() / 2, members.size() - 1).get(number % 3);
        String role = position == 0 ? "head" : position == members.size() - 1 ? "tail" : "middle";
        return new Turn(members.get(position).port(), role, members.size());
    }

    /** @param members the number of members, including this one */
    record Turn(int port, String role, int members) {}

    /** Returns as soon as the chain has this number of members, and all of them know it. */
    void await(int count) throws ServersException, InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            if (isSettled(count)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new ServersException("the chain does not have " + count + " members after " + PATIENCE_SECONDS + " s");
    }

    private boolean isSettled(int count) {
        try {
            Layout layout = client.layout();
            return layout.members().size() == count && layout.activatedEpoch() == layout.epoch();
        } catch (CatenaException e) {
            return false;
        }
    }
}
