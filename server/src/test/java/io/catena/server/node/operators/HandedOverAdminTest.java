package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import io.catena.server.rpc.FakeNode;
import io.catena.server.rpc.Reply;
import io.catena.server.runtime.Loops;
import io.catena.server.runtime.PlayedLoops;
import io.catena.thrift.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Operators' requests that come to another loop than the first one. */
public class HandedOverAdminTest {
    private final PlayedLoops played = new PlayedLoops(2);
    private final List<Object> told = new ArrayList<>();
    private final NodeStatus status = new NodeStatus();
    private boolean answers = true;
    private RuntimeException thrown;

    private final HandedOverAdmin admin = new HandedOverAdmin(played.loops(), new FakeNode() {
        @Override
        public void status(Reply<NodeStatus> reply) {
            assertEquals(Loops.FIRST, played.running());
            if (answers) {
                reply.succeed(status);
            }
            if (thrown != null) {
                throw thrown;
            }
        }
    });

    private void asks() {
        played.on(
                1,
                () -> admin.status(new Reply<>() {
                    @Override
                    public void succeed(NodeStatus value) {
                        told.add(value);
                    }

                    @Override
                    public void fail(Exception error) {
                        told.add(error);
                    }
                }));
        assertEquals("not on this loop", List.of(), told);
        played.runAll();
    }

    @Test
    public void theFirstLoopTakesThem() {
        asks();
        assertEquals(1, told.size());
        assertSame(status, told.get(0));
    }

    @Test
    public void aDefectFailsTheRequestAndNotTheLoop() {
        answers = false;
        thrown = new IllegalStateException("a defect");
        asks();
        assertEquals(List.of(thrown), told);
    }

    @Test
    public void aDefectBehindTheAnswerChangesNothing() {
        thrown = new IllegalStateException("a defect");
        asks();
        assertEquals(List.of(status), told);
    }
}
