package io.catena.server.controller.loop;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.coordination.controller.BlockingDirectory;
import io.catena.server.threads.LoopThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The controller's thread: it works while elected, on hints and on its own ticks. */
public class ControllerTest {
    private final FakeDirectory directory = new FakeDirectory();
    private final AtomicInteger termsLost = new AtomicInteger();
    private final LoopThread thread = new LoopThread("controller");
    private final LoopThread directoryThread = new LoopThread("directory");
    private final Controller controller = new Controller(
            new ControllerLoop(
                    ControllerScene.CHAIN,
                    "c",
                    Rules.OF_THE_CHAIN,
                    new ControllerTimings(5, 5, 5, 20, 50, 20),
                    SharedPace.of(chain -> {})),
            new Controller.Ports(
                    System::nanoTime, thread, new BlockingDirectory(directory, directoryThread), this::ask),
            new ControllerLog(ControllerScene.CHAIN, termsLost::incrementAndGet));

    private CompletableFuture<ProbeAnswer> ask(Member member) {
        return CompletableFuture.completedFuture(ProbeAnswer.SILENT);
    }

    private String line() {
        return ControllerScene.line(directory.current());
    }

    @Before
    public void start() {
        controller.rehearse();
        directory
                .holds(ControllerScene.configuration(ControllerScene.EPOCH, "a1 b1", null))
                .register("a1 b1");
    }

    @After
    public void close() {
        thread.close();
        directoryThread.close();
    }

    @Test
    public void itActsOnHintsOnlyWhileElected() {
        directory.expire("b");
        controller.hint();
        controller.elected(1);
        await().until(() -> line().equals("a1"));
        controller.deposed();
        assertFalse(controller.isElected());
        directory.register("b2");
        int reads = directory.reads();
        controller.hint();
        controller.hint();
        await().during(java.time.Duration.ofMillis(50)).until(() -> directory.reads() <= reads + 1);
        assertEquals("a1", line());
    }

    @Test
    public void itTicksByItselfUntilGraceIsOver() {
        directory.expire("a");
        directory.expire("b");
        directory.report("b", ControllerScene.report(ControllerScene.life("b2")));
        directory.register("b2");
        controller.elected(1);
        await().until(() -> line().equals("b2"));
    }

    @Test
    public void itFindsTheDirectoryAgainAfterAnOutageWithoutAnyHint() {
        directory.away(true);
        controller.elected(1);
        await().until(() -> directory.reads() > 2);
        directory.expire("b");
        directory.away(false);
        await().until(() -> line().equals("a1"));
    }

    @Test
    public void itReportsOnceThatItsTermIsLost() {
        directory.beginTerm(2);
        directory.expire("b");
        controller.elected(1);
        await().until(() -> termsLost.get() == 1);
        assertFalse(controller.isElected());
        assertEquals("a1 b1", line());
        controller.elected(2);
        await().until(() -> line().equals("a1"));
    }
}
