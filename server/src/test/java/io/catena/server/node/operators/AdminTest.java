package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.Access;
import io.catena.server.node.AdminToken;
import io.catena.server.node.StartException;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.rpc.LogCapture;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which administration requests a node carries out, and with which token. */
public class AdminTest {
    static final AccessDesk NO_DESK = new AccessDesk(null, null, Access.OPEN, null, new QuestionDesk(() -> false));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static final Consequences NONE = new Consequences(
            then -> then.accept(List.of(new Consequences.Chain(new ChainLayout("c", 1), false, false))), () -> true);

    private final List<String> ended = new ArrayList<>();

    private final Admin.Ending ending = new Admin.Ending() {
        @Override
        public boolean isStopping() {
            return !ended.isEmpty();
        }

        @Override
        public boolean die(boolean clean, Runnable first) {
            return ends("die " + clean, first);
        }

        @Override
        public boolean leave(boolean clean, Runnable first) {
            return ends("leave " + clean, first);
        }

        private boolean ends(String how, Runnable first) {
            if (isStopping()) {
                return false;
            }
            first.run();
            return ended.add(how);
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
        return die(token, shown, caller, true);
    }

    private Exception die(String token, String shown, String caller, boolean clean) throws Exception {
        AdminToken needed = token == null ? null : AdminToken.read(file(token));
        Admin admin = new Admin(null, NONE, null, NO_DESK, null, null, null, needed, ending);
        Answer answer = new Answer();
        admin.die(clean, false, shown, new RemoteCaller(InetAddress.getByName(caller), 1), answer);
        return answer.error;
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.newFile().toPath(), content);
    }

    private String refusal(Path file) {
        return assertThrows(StartException.class, () -> AdminToken.read(file)).getMessage();
    }

    @Test
    public void anEmptySecretIsNone_row64() throws Exception {
        for (String content : new String[] {"", "\n", " \t\r\n\n", "\u2003"}) {
            assertTrue(refusal(file(content)).contains("is no secret"));
        }
    }

    @Test
    public void aTokenIsOneShortLineOfText_row64() throws Exception {
        assertTrue(refusal(file("one\ntwo")).contains("more than one line"));
        assertTrue(refusal(file("bell\u0007")).contains("control characters"));
        assertTrue(refusal(file("x".repeat(1025))).contains("more than 1024"));
        assertTrue(refusal(file("x".repeat(100_000))).contains("more than 1024"));
        assertTrue(refusal(folder.getRoot().toPath()).contains("cannot be read: Is a directory"));
        assertTrue(refusal(Path.of("missing")).endsWith("cannot be read: there is no missing"));
        assertTrue(refusal(Files.write(folder.newFile().toPath(), new byte[] {(byte) 0xff}))
                .contains("not UTF-8"));
    }

    @Test
    public void aTokenIsAskedForOnTheSameHostToo_row64() throws Exception {
        for (String shown : new String[] {"", "secre"}) {
            Refused refused = (Refused) die("secret\n", shown, "127.0.0.1");
            assertEquals(RefusedReason.NOT_AUTHORIZED, refused.getReason());
            assertTrue(refused.getMessage(), refused.getMessage().contains("needs the content"));
        }
        assertEquals(List.of(), ended);
        assertNull(die("secret\n", "secret", "127.0.0.1"));
        assertEquals(List.of("die true"), ended);
    }

    @Test
    public void theLogNamesTheCallerThatEndedTheNodeAndHowAlsoIfItHaltsOnTheSpot() throws Exception {
        try (LogCapture log = new LogCapture()) {
            die("secret", "wrong", "127.0.0.1", false);
            assertEquals(List.of(), log.linesWith("ends this node"));
            die(null, "", "127.0.0.1", false);
            assertEquals(
                    1,
                    log.linesWith("die from 127.0.0.1 ends this node on the spot, without leaving the chain first")
                            .size());
        }
    }

    @Test
    public void withoutATokenAnyCallerOnTheSameHostMayEndTheNode() throws Exception {
        assertNull(die(null, "", "127.0.0.1"));
        assertEquals(List.of("die true"), ended);
    }

    @Test
    public void aCallerOnAnotherHostMustShowTheToken() throws Exception {
        assertNull(die("secret", "secret\n", "192.0.2.1"));
        for (String shown : new String[] {"", "secre", "secrets"}) {
            Refused refused = (Refused) die("secret", shown, "192.0.2.1");
            assertEquals(RefusedReason.NOT_AUTHORIZED, refused.getReason());
        }
        assertEquals(List.of("die true"), ended);
    }

    @Test
    public void withoutATokenNoCallerOnAnotherHostMayEndTheNode() throws Exception {
        assertEquals(RefusedReason.NOT_AUTHORIZED, ((Refused) die(null, "", "192.0.2.1")).getReason());
        assertEquals(List.of(), ended);
    }

    /** With several loops the chains are looked at later. */
    @Test
    public void ofTwoOrdersWhoseLooksAreUnderWayAtOnceOnlyOneIsDone() throws Exception {
        List<Consumer<List<Consequences.Chain>>> looks = new ArrayList<>();
        Consequences late = new Consequences(looks::add, () -> true);
        Admin admin = new Admin(null, late, null, NO_DESK, null, null, null, null, ending);
        RemoteCaller here = new RemoteCaller(InetAddress.getLoopbackAddress(), 1);
        Answer die = new Answer();
        admin.die(true, false, "", here, die);
        Answer leave = new Answer();
        admin.leave(true, false, "", here, leave);
        looks.forEach(then -> then.accept(List.of()));
        assertNull(die.error);
        assertEquals(RefusedReason.STOPPING, ((Refused) leave.error).getReason());
        assertEquals(List.of("die true"), ended);
    }

    @Test
    public void settingsAreChangedByCallersThatMayEndANode() throws Exception {
        SettingsChange change = new SettingsChange().setLeaseMillis(500);
        assertEquals(
                RefusedReason.NOT_AUTHORIZED, ((Refused) changeSettings(change, "wrong", "127.0.0.1")).getReason());
        Exception nothing = changeSettings(new SettingsChange(), "secret", "127.0.0.1");
        assertTrue(nothing.getMessage(), nothing.getMessage().contains("changes no setting"));
    }

    private Exception changeSettings(SettingsChange change, String shown, String caller) throws Exception {
        AdminToken token = AdminToken.read(file("secret"));
        Admin admin = new Admin(null, NONE, null, NO_DESK, null, null, null, token, ending);
        Exception[] error = new Exception[1];
        admin.changeSettings(change, shown, new RemoteCaller(InetAddress.getByName(caller), 1), new Reply<>() {
            @Override
            public void succeed(SettingsReport report) {
                throw new AssertionError("it was changed");
            }

            @Override
            public void fail(Exception newError) {
                error[0] = newError;
            }
        });
        return error[0];
    }
}
