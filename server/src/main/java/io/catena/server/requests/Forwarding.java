package io.catena.server.requests;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Key;
import io.catena.server.chain.Member;
import io.catena.server.chain.Origin;
import io.catena.server.chain.Shares;
import io.catena.server.chain.WriteCommand;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Passes requests on to the node that they are for, as many at a time as the node may be asked for, by shares of the origins; and
 * tells what becomes of them there. Owned by the replica's loop.
 */
public final class Forwarding {
    private final NodeCalls calls;
    /** How many calls each origin has under way, by the address to which they go (Q1). */
    private final Map<String, Shares> underWay = new HashMap<>();
    /** What waits for room, by the address to which it is to go. */
    private final Map<String, Line> postponed = new HashMap<>();
    /** The addresses of the members of each chain, as far as a configuration was adopted. */
    private final Map<Integer, Set<String>> members = new HashMap<>();
    /** Of these, the addresses of nodes that lost a place in another chain and did not give it up: they may be silent. */
    private final Set<String> lostElsewhere = new HashSet<>();

    private record Postponed(Origin origin, Runnable then) {}

    private static final class Line {
        final ArrayDeque<Postponed> waiting = new ArrayDeque<>();
        /** Whether some of it goes on at this moment: a call that ends at once needs no stack then. */
        boolean goesOn;
    }

    public Forwarding(NodeCalls calls) {
        this.calls = calls;
    }

    /**
     * A configuration is the newest. Requests are passed on to members only: a node that has lost its place may be
     * silent until their time is over, while the chain serves again without it. Calls to a node that is still a member of another
     * chain go on (M4): if it is silent, it will soon have lost its place there, too, or has asked there before to go. So do calls to a node
     * that gave up all its roles before it went: it lives, and says what has become of them.
     *
     * @param before null if there was none
     */
    public void adopted(Configuration before, Configuration newest) {
        members.put(newest.chain(), addresses(newest));
        if (before == null) {
            return;
        }
        newest.members().stream()
                .filter(member -> before.positionOf(member) < 0)
                .map(Member::address)
                .forEach(lostElsewhere::remove);
        Set<String> gone = before.members().stream()
                .filter(member -> newest.positionOf(member) < 0)
                .map(Member::address)
                .collect(Collectors.toSet());
        if (!isNextAndClean(before, newest)) {
            lostElsewhere.addAll(gone);
        }
        abandonTheLost(newest.chain(), gone);
    }

    /** These have no place in this chain any more. */
    private void abandonTheLost(int chain, Set<String> gone) {
        for (String address : gone) {
            if (!isMemberOfAnother(chain, address) && lostElsewhere.remove(address)) {
                calls.abandon(address, address + " has not answered, and has lost its place in the chain");
            }
        }
    }

    /** Of what was between two configurations it is not known whether it was clean. */
    private static boolean isNextAndClean(Configuration before, Configuration newest) {
        return newest.clean() && newest.epoch() == before.epoch() + 1;
    }

    /** The node knows the chain no longer. */
    public void forget(int chain) {
        Set<String> known = members.remove(chain);
        if (known != null) {
            abandonTheLost(chain, known);
        }
    }

    private static Set<String> addresses(Configuration configuration) {
        return configuration.members().stream().map(Member::address).collect(Collectors.toSet());
    }

    private boolean isMemberOfAnother(int chain, String address) {
        return members.entrySet().stream()
                .anyMatch(other -> other.getKey() != chain && other.getValue().contains(address));
    }

    void write(Member to, CallContext context, List<WriteCommand> commands, Callback<WriteResponse> callback) {
        passOn(to, context, true, callback, call -> calls.write(to.address(), context.passedOn(), commands, call));
    }

    void openSession(Member to, CallContext context, Callback<Long> callback) {
        passOn(to, context, true, callback, call -> calls.openSession(to.address(), context.passedOn(), call));
    }

    void read(Member to, CallContext context, List<Key> keys, Callback<ReadResponse> callback) {
        passOn(to, context, false, callback, call -> calls.read(to.address(), context.passedOn(), keys, call));
    }

    private <T> void passOn(
            Member to,
            CallContext context,
            boolean changesData,
            Callback<T> callback,
            Consumer<NodeCalls.Outcome<T>> call) {
        Shares shares = underWay.computeIfAbsent(to.address(), address -> new Shares(calls.mostToOneNode()));
        if (hasRoom(to.address(), context.origin())) {
            shares.add(context.origin(), 1);
            call.accept(new ForwardedCall<>(
                    to, changesData, new Ended<>(callback, () -> gaveBack(to.address(), context.origin()))));
        } else {
            callback.failed(new RequestFailure.TooManyCalls(
                    shares.isShortForItsSource(context.origin(), 1)
                            ? context.origin().source() + " has as many calls under way to " + to.address()
                                    + " by way of this node as one may have"
                            : "the calls under way to " + to.address()
                                    + " by way of this node leave no room for one more of "
                                    + context.origin().source()));
        }
    }

    private boolean hasRoom(String address, Origin origin) {
        Shares shares = underWay.get(address);
        return shares == null || shares.admits(origin, 1);
    }

    private void gaveBack(String address, Origin origin) {
        Shares shares = underWay.get(address);
        shares.subtract(origin, 1);
        if (shares.isEmpty()) {
            underWay.remove(address);
        }
        goOn(address);
    }

    /**
     * A request that this node has taken, and has to pass on all the same, waits until there is room for it: many may come at once
     * (C17). It is for the caller to bound them. Of those to one node the first goes on first.
     *
     * @param then passes the request on, or gives it up; called now, or when calls to the node have ended
     */
    void whenThereIsRoom(Member to, Origin origin, Runnable then) {
        postponed.computeIfAbsent(to.address(), address -> new Line()).waiting.addLast(new Postponed(origin, then));
        goOn(to.address());
    }

    private void goOn(String address) {
        Line line = postponed.get(address);
        if (line == null || line.goesOn) {
            return;
        }
        line.goesOn = true;
        try {
            while (!line.waiting.isEmpty()
                    && hasRoom(address, line.waiting.peekFirst().origin())) {
                line.waiting.removeFirst().then().run();
            }
        } finally {
            line.goesOn = false;
        }
        if (line.waiting.isEmpty()) {
            postponed.remove(address);
        }
    }

    /** Tells what has become of a call, when the call has given back its share. */
    private record Ended<T>(Callback<T> callback, Runnable gaveBack) implements Callback<T> {
        @Override
        public void completed(T result) {
            gaveBack.run();
            callback.completed(result);
        }

        @Override
        public void failed(RequestFailure failure) {
            gaveBack.run();
            callback.failed(failure);
        }
    }

    /** @param changesData false for a read, which may be repeated even if it was done */
    private record ForwardedCall<T>(Member to, boolean changesData, Callback<T> callback)
            implements NodeCalls.Outcome<T> {
        @Override
        public void completed(T result) {
            callback.completed(result);
        }

        @Override
        public void failed(RequestFailure failure) {
            callback.failed(failure);
        }

        @Override
        public void lost(String why, boolean mayHaveBeenDone) {
            callback.failed(
                    changesData && mayHaveBeenDone
                            ? new RequestFailure.Lost(why)
                            : new RequestFailure.Unreachable(to.address(), why));
        }

        @Override
        public void refused(String why) {
            callback.failed(new RequestFailure.TooManyCalls(why));
        }
    }
}
