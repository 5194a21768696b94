package io.catena.server.node;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import io.catena.server.rpc.Reply;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Who may end a node. */
public class AdminTest {
    private final List<String> ended = new ArrayList<>();

    private final Admin.Ending ending = new Admin.Ending() {
        @Override
        public boolean isStopping() {
            return false;
        }

        @Override
        public void die(boolean clean) {
            ended.add("die " + clean);
        }

        @Override
        public void leave(boolean clean) {
            ended.add("leave " + clean);
        }
    };

    private static final class Answer implements Reply<Void> {
        private Exception error;

        @Override
        public void succeed(Void value) {
            error = null;
        }

        @Override
        public void fail(Exception newError) {
            error = newError;
        }
    }

    private Exception die(String token, String shown, String caller) throws Exception {
        Admin admin = new Admin(null, new LocalReplica(), new ChainLayout("c", 1), null, token, ending);
        Answer answer = new Answer();
        admin.die(true, false, shown, InetAddress.getByName(caller), answer);
        return answer.error;
    }

    @Test
    public void whoeverIsOnTheSameHostMayEndTheNode() throws Exception {
        assertNull(die(null, "", "127.0.0.1"));
        assertEquals(List.of("die true"), ended);
    }

    @Test
    public void whoeverIsOnAnotherHostMustShowTheToken() throws Exception {
        assertNull(die("secret", "secret\n", "192.0.2.1"));
        for (String shown : new String[] {"", "secre", "secrets"}) {
            Refused refused = (Refused) die("secret", shown, "192.0.2.1");
            assertEquals(RefusedReason.NOT_AUTHORIZED, refused.getReason());
        }
        assertEquals(List.of("die true"), ended);
    }

    @Test
    public void withoutATokenNobodyOnAnotherHostMayEndTheNode() throws Exception {
        assertEquals(RefusedReason.NOT_AUTHORIZED, ((Refused) die(null, "", "192.0.2.1")).getReason());
        assertEquals(List.of(), ended);
    }
}
