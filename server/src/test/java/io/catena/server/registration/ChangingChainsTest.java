package io.catena.server.registration;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;

/** Chains that a node begins to carry, or carries no longer, while its session is under way. */
public class ChangingChainsTest extends NodeSessionScene {
    /** The znodes of one chain more. */
    private static final class AnotherChain {
        private final PlayedContent<FoundConfiguration> newest;
        private final ChainSession.Ports ports;

        AnotherChain() {
            this(2);
        }

        AnotherChain(int number) {
            String root = "/" + number;
            newest = new PlayedContent<>(root + "/configuration");
            ports = new ChainSession.Ports(
                    newest,
                    new PlayedContent<>(root + "/activated"),
                    new PlayedContent<>(root + "/note"),
                    new PlayedZnode<>(root + "/replicas/a"));
        }
    }

    @Test
    public void aChainThatComesLaterIsWatchedBeforeItIsReadAndTheOthersAreNotReadAgain() {
        connection(true);
        int before = reads();
        told.clear();
        AnotherChain another = new AnotherChain();
        another.newest.holds(new FoundConfiguration(epoch(8, A1), 1));
        another.newest.beforeAnswer = () -> assertEquals(2, watchings());
        session.chain(another.ports, this);
        scheduler.run();
        assertEquals(List.of("epoch 8"), epochs());
        assertEquals(before, reads());
        another.newest.beforeAnswer = () -> {};
        another.newest.holds(new FoundConfiguration(epoch(9, A1), 1));
        changed("/2/configuration");
        assertEquals(List.of("epoch 8", "epoch 9"), epochs());
    }

    @Test
    public void aChainThatComesWhileOthersAreReadIsReadBehindItsWatchOnly() {
        connection(true);
        AnotherChain another = new AnotherChain();
        configuration.beforeAnswer = () -> {
            configuration.beforeAnswer = () -> {};
            another.newest.beforeAnswer = () -> assertEquals(2, watchings());
            session.chain(another.ports, this);
        };
        configure(4, A1);
        note.holds("changed, too");
        session.changed("/note");
        changed("/configuration");
        assertEquals("once, and not before", 1, another.newest.reads);
    }

    @Test
    public void aChainThatComesWhileAnotherIsBeingWatchedIsReadBehindItsOwnWatch() {
        connection(true);
        port.held = true;
        session.chain(new AnotherChain(2).ports, this);
        scheduler.run();
        AnotherChain third = new AnotherChain(3);
        third.newest.beforeAnswer = () -> assertEquals(3, watchings());
        session.chain(third.ports, this);
        scheduler.run();
        assertEquals("of the second alone", 2, watchings());
        port.release();
        scheduler.run();
        assertEquals("once, and not before", 1, third.newest.reads);
    }

    @Test
    public void aChainThatIsGoneIsNeitherWatchedNorRead() {
        AnotherChain another = new AnotherChain();
        ChainSession gone = session.chain(another.ports, this);
        connection(true);
        int before = another.newest.reads;
        session.remove(gone);
        scheduler.run();
        assertEquals(
                "watch [/configuration, /activated, /note, /more, /nodes/a, /replicas/a]",
                port.calls.get(port.calls.size() - 1));
        changed("/2/configuration");
        anotherSession();
        assertEquals(before, another.newest.reads);
    }

    @Test
    public void aChainThatComesWhileThereIsNoConnectionIsReadWithTheOthers() {
        connection(true);
        connection(false);
        AnotherChain another = new AnotherChain();
        another.newest.holds(new FoundConfiguration(epoch(8, A1), 1));
        session.chain(another.ports, this);
        scheduler.run();
        assertEquals(List.of(), epochs());
        connection(true);
        assertEquals(List.of("epoch 8"), epochs());
    }
}
