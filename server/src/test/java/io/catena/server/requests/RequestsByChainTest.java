package io.catena.server.requests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Member;
import io.catena.server.chain.Origin;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Shortage;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.PlayedDisk;
import io.catena.server.replica.PlayedReplica;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.SilentHost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.Test;

/** Requests in a cluster of three chains, all of which have their heads here; the first byte of a key is its chain. */
public class RequestsByChainTest {
    private static final int CHAINS = 3;
    private static final Member SELF = new Member("s", 1, "s:1");
    private static final Origin CLIENT = new Origin("192.0.2.7", 5);
    private static final long HELD_BYTES = 100;
    private static final long PREVIOUS_BYTES = 10;

    private final List<PlayedReplica> replicas = new ArrayList<>();
    private final List<Requests> requests = new ArrayList<>();
    private final RequestsByChain byChain;
    private int chains = CHAINS;
    private long nowNanos = 1_000;

    private final Told<WriteResponse> written = new Told<>();
    private final Told<ReadResponse> read = new Told<>();
    private final Told<StaleReadResponse> stale = new Told<>();
    private final Told<Long> opened = new Told<>();

    public RequestsByChainTest() {
        for (int chain = 1; chain <= CHAINS; chain++) {
            PlayedReplica replica = new PlayedReplica();
            Configuration alone = new Configuration(chain, 3, 1, List.of(SELF), null, true, Map.of());
            long asOfNanos = 1_000 - chain * 100L;
            replica.view = new ReplicaView(alone, 0, 3, 1, 0, 0, 0, 0, -1, asOfNanos, Shortage.NONE);
            CurrentReplica current = new CurrentReplica();
            current.begins(
                    SELF,
                    new ReplicaDriver(
                            replica,
                            () -> nowNanos,
                            listener -> new PlayedDisk(listener, null),
                            Runnable::run,
                            new ReplicaCounters(),
                            new SilentHost()));
            replicas.add(replica);
            requests.add(new Requests(
                    chain,
                    current,
                    () -> alone,
                    new Forwarding(new PlayedCalls()),
                    new Requests.Ports(() -> nowNanos, () -> 4711, origin -> 1)));
        }
        byChain = new RequestsByChain(
                new RequestsByChain.Chains() {
                    @Override
                    public int count() {
                        return chains;
                    }

                    @Override
                    public Requests of(int chain) {
                        return requests.get(chain - 1);
                    }

                    @Override
                    public int chainOf(Key key) {
                        return key.bytes()[0];
                    }
                },
                () -> nowNanos,
                HELD_BYTES,
                PREVIOUS_BYTES);
    }

    /** A caller, and the one outcome that it was told. */
    private static final class Told<T> implements ChainCallback<T> {
        private T result;
        private RequestFailure failure;
        private int chain;

        @Override
        public void completed(T newResult) {
            assertTrue(result == null && failure == null);
            result = newResult;
        }

        @Override
        public void failed(int newChain, RequestFailure newFailure) {
            assertTrue(result == null && failure == null);
            chain = newChain;
            failure = newFailure;
        }
    }

    private static CallContext context(int chain) {
        return new CallContext(chain, CLIENT, 0, 400);
    }

    private static Key key(int chain, int number) {
        return new Key(new byte[] {(byte) chain, (byte) number});
    }

    private static WriteCommand put(int chain, int number) {
        return new WriteCommand(LoggedWrite.Kind.PUT, key(chain, number), new byte[1], null, null, true);
    }

    private void does(int chain, Function<Event, List<Effect>> what) {
        replicas.get(chain - 1).does = what;
    }

    private void answer(Function<Event, List<Effect>> what) {
        for (int chain = 1; chain <= CHAINS; chain++) {
            does(chain, what);
        }
    }

    /** Each write is answered with its key as the version, each read with so many bytes. */
    private static Function<Event, List<Effect>> answering(int valueBytes) {
        return event -> {
            if (event instanceof Event.Write write) {
                return List.of(new Effect.WritesAnswered(
                        write.ticket(),
                        write.commands().stream()
                                .map(command -> new WriteAnswer(
                                        true, number(command.key()), new VersionedValue(new byte[valueBytes], 7)))
                                .toList()));
            } else if (event instanceof Event.Read asked) {
                return List.of(new Effect.ReadsAnswered(asked.ticket(), values(asked.keys(), valueBytes)));
            } else if (event instanceof Event.ReadStale asked) {
                return List.of(new Effect.ReadsAnswered(asked.ticket(), values(asked.keys(), valueBytes)));
            }
            return List.of();
        };
    }

    private static List<VersionedValue> values(List<Key> keys, int bytes) {
        return keys.stream()
                .map(key -> new VersionedValue(new byte[bytes], number(key)))
                .toList();
    }

    private static long number(Key key) {
        return key.bytes()[0] * 100L + key.bytes()[1];
    }

    private static List<Effect> failing(Event event, Failure failure) {
        return event instanceof Event.Write write ? List.of(new Effect.Failed(write.ticket(), failure)) : List.of();
    }

    private static Function<Event, List<Effect>> failing(Failure failure) {
        return event -> event instanceof Event.Read asked
                ? List.of(new Effect.Failed(asked.ticket(), failure))
                : failing(event, failure);
    }

    private List<Long> versions() {
        return written.result.answers().stream().map(WriteAnswer::version).toList();
    }

    private static List<Long> versions(ReadResponse response) {
        return response.values().stream().map(VersionedValue::version).toList();
    }

    // ---------------------------------------------------------------------------------------------- one chain

    @Test
    public void keysOfOneChainGoToItAsOneRequest() {
        answer(answering(1));
        byChain.write(context(0), List.of(put(2, 1), put(2, 2)), written);
        assertEquals(List.of(201L, 202L), versions());
        assertEquals("the epoch of that chain", 3, written.result.epoch());
        assertEquals(List.of("Write"), replicas.get(1).told());
        byChain.read(context(2), List.of(key(2, 9)), read);
        assertEquals(List.of(209L), versions(read.result));
        assertEquals(List.of(), replicas.get(0).told());
    }

    @Test
    public void aKeyOfAnotherChainThanTheNamedOneIsRefusedAndNothingIsDone() {
        byChain.write(context(2), List.of(put(2, 1), put(3, 2)), written);
        assertEquals(new RequestFailure.OfAnotherChain(key(3, 2), 2, 3), written.failure);
        byChain.read(context(1), List.of(key(3, 2)), read);
        assertEquals(new RequestFailure.OfAnotherChain(key(3, 2), 1, 3), read.failure);
        byChain.readStale(context(1), List.of(key(3, 2)), stale);
        assertEquals(new RequestFailure.OfAnotherChain(key(3, 2), 1, 3), stale.failure);
        replicas.forEach(replica -> assertEquals(List.of(), replica.told()));
    }

    @Test
    public void aChainThatIsNotThereIsRefused() {
        for (int chain : new int[] {-1, 4, Integer.MAX_VALUE}) {
            Told<Long> told = new Told<>();
            byChain.openSession(context(chain), told);
            assertEquals(new RequestFailure.NoSuchChain(chain), told.failure);
        }
        byChain.write(context(4), List.of(put(1, 1)), written);
        assertEquals(new RequestFailure.NoSuchChain(4), written.failure);
    }

    @Test
    public void aSessionIsOfTheFirstChainUnlessAnotherIsNamed() {
        answer(event -> event instanceof Event.Write write
                ? List.of(new Effect.WritesAnswered(write.ticket(), List.of(new WriteAnswer(true, 1, null))))
                : List.of());
        byChain.openSession(context(0), opened);
        assertEquals(4711L, (long) opened.result);
        byChain.openSession(context(3), new Told<>());
        assertEquals(
                List.of(1, 0, 1),
                Stream.of(0, 1, 2).map(i -> replicas.get(i).told().size()).toList());
    }

    @Test
    public void inAClusterOfOneChainNoKeyIsLookedAt() {
        chains = 1;
        answer(answering(1));
        byChain.write(context(0), List.of(put(1, 1), put(9, 2)), written);
        assertEquals(List.of(101L, 902L), versions());
        byChain.read(context(2), List.of(key(2, 2)), read);
        assertEquals(new RequestFailure.NoSuchChain(2), read.failure);
    }

    // ---------------------------------------------------------------------------------------------- several chains

    @Test
    public void keysOfSeveralChainsAreDividedAndAnsweredInTheirOrder() {
        answer(answering(1));
        byChain.write(context(0), List.of(put(3, 1), put(1, 2), put(3, 3), put(2, 4)), written);
        assertEquals(List.of(301L, 102L, 303L, 204L), versions());
        assertEquals("of no chain", 0, written.result.epoch());
        byChain.read(context(0), List.of(key(2, 1), key(1, 2), key(2, 3)), read);
        assertEquals(List.of(201L, 102L, 203L), versions(read.result));
        assertEquals(List.of("Write", "Read"), replicas.get(1).told());
    }

    @Test
    public void aPartThatMayHaveBeenDoneMakesTheWholeUnknown() {
        answer(answering(1));
        does(2, failing(Failure.UNKNOWN));
        byChain.write(context(0), List.of(put(1, 1), put(2, 1)), written);
        assertEquals(new RequestFailure.PartlyDone(new RequestFailure.OfReplica(Failure.UNKNOWN)), written.failure);
        assertEquals(2, written.chain);
    }

    @Test
    public void aPartThatCertainlyWasNotDoneMakesTheWholeUnknownIfAnotherWasDone() {
        answer(answering(1));
        does(3, failing(Failure.SESSION_EXPIRED));
        byChain.write(context(0), List.of(put(3, 1), put(2, 1)), written);
        assertEquals(
                new RequestFailure.PartlyDone(new RequestFailure.OfReplica(Failure.SESSION_EXPIRED)), written.failure);
        assertEquals(3, written.chain);
    }

    @Test
    public void ofPartsThatAllFailedTheOneThatLeavesMostOpenIsTold() {
        answer(failing(Failure.TOO_FEW_MEMBERS));
        does(3, failing(Failure.UNKNOWN));
        byChain.write(context(0), List.of(put(1, 1), put(2, 1), put(3, 1)), written);
        assertEquals(new RequestFailure.PartlyDone(new RequestFailure.OfReplica(Failure.UNKNOWN)), written.failure);
        assertEquals(3, written.chain);
    }

    @Test
    public void ifNothingWasDoneTheWholeFailsLikeItsFirstPart() {
        does(1, failing(Failure.OVERLOADED));
        does(2, failing(Failure.TOO_FEW_MEMBERS));
        byChain.write(context(0), List.of(put(2, 1), put(1, 1)), written);
        assertEquals(new RequestFailure.OfReplica(Failure.TOO_FEW_MEMBERS), written.failure);
        assertEquals(2, written.chain);
    }

    @Test
    public void aReadFailsWithAnyOfItsParts() {
        answer(answering(1));
        does(2, failing(Failure.DEADLINE));
        byChain.read(context(0), List.of(key(1, 1), key(2, 1)), read);
        assertEquals(new RequestFailure.OfReplica(Failure.DEADLINE), read.failure);
        assertEquals(2, read.chain);
    }

    @Test
    public void aPartThatIsShortMakesTheWholeEndInFrontOfWhatIsMissing() {
        answer(answering(1));
        does(
                2,
                event -> event instanceof Event.Read asked
                        ? List.of(new Effect.ReadsAnswered(
                                asked.ticket(), values(asked.keys().subList(0, 1), 1)))
                        : List.of());
        byChain.read(context(0), List.of(key(1, 1), key(2, 2), key(1, 3), key(2, 4), key(1, 5)), read);
        assertEquals(List.of(101L, 202L, 103L), versions(read.result));
    }

    @Test
    public void valuesForWhichThereIsNoRoomAreMissing() {
        answer(answering((int) HELD_BYTES / 2 + 1));
        byChain.read(context(0), List.of(key(1, 1), key(2, 2)), read);
        assertEquals("the first part is held, the second is not", List.of(101L), versions(read.result));
        Told<ReadResponse> next = new Told<>();
        byChain.read(context(0), List.of(key(2, 2), key(1, 1)), next);
        assertEquals("what was held is given back", List.of(202L), versions(next.result));
    }

    @Test
    public void aReadThatFindsNoRoomAtAllIsTold() {
        answer(event -> List.of());
        does(1, answering((int) HELD_BYTES));
        Told<ReadResponse> holds = new Told<>();
        byChain.read(context(0), List.of(key(1, 1), key(2, 2)), holds);
        does(3, answering(1));
        byChain.read(context(0), List.of(key(1, 1), key(3, 1)), read);
        assertNull("it waits for chain 2", holds.result);
        assertEquals(new RequestFailure.TooMuchAtOnce(), read.failure);
    }

    @Test
    public void previousValuesForWhichThereIsNoRoomAreToldByTheirVersions() {
        answer(answering((int) HELD_BYTES));
        byChain.write(context(0), List.of(put(1, 1), put(2, 2)), written);
        written.result.answers().forEach(answer -> {
            assertEquals(7, answer.previous().version());
            assertNull("longer than an answer may be", answer.previous().value());
        });
        answer(answering((int) PREVIOUS_BYTES / 2));
        Told<WriteResponse> next = new Told<>();
        byChain.write(context(0), List.of(put(1, 1), put(2, 2), put(3, 3)), next);
        assertEquals(
                Arrays.asList(true, true, false),
                next.result.answers().stream()
                        .map(answer -> answer.previous().exists())
                        .toList());
    }

    @Test
    public void aStaleReadIsAsOldAsItsOldestPart() {
        answer(answering(1));
        byChain.readStale(context(0), List.of(key(1, 1), key(3, 1), key(2, 1)), stale);
        assertEquals(List.of(101L, 301L, 201L), versions(stale.result.read()));
        assertEquals(300L, (long) stale.result.ageNanos());
    }

    @Test
    public void aPartOfAStaleReadGrowsOlderWhileItWaitsForTheOthers() {
        answer(answering(1));
        does(1, event -> {
            nowNanos += 500;
            return answering(1).apply(event);
        });
        byChain.readStale(context(0), List.of(key(3, 1), key(1, 1)), stale);
        assertEquals("300 when it was read, and 500 since", 800L, (long) stale.result.ageNanos());
    }
}
