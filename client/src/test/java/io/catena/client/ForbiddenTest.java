package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Forbidden;
import io.catena.thrift.OutcomeUnknown;
import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;
import org.junit.rules.TemporaryFolder;

/** Who calls, shown by a token; and what callers are told that may not do what they ask for. */
public class ForbiddenTest {
    private static final String TOKEN = "s3cret-of-ada";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeServer server = new FakeServer();
    private TlsFiles tls;
    private Path token;

    @Before
    public void writeFiles() throws IOException {
        TestAuthority authority = TestAuthority.named("authority");
        tls = TlsFiles.authoritiesOnly(folder.getRoot().toPath().resolve("ca.crt"));
        TestAuthority.write(tls.authorities(), authority);
        server.tls.context = authority.server().issue().context(authority);
        token = folder.getRoot().toPath().resolve("token");
        Files.writeString(token, "\n " + TOKEN + "\n");
        server.token = TOKEN;
    }

    @After
    public void close() {
        server.close();
    }

    private CatenaClient client() {
        return CatenaClient.builder()
                .servers(server.address())
                .tls(tls)
                .tokenFile(token)
                .timeoutMillis(20_000)
                .build();
    }

    private void mayNot(String... keys) {
        List<ByteBuffer> all = new ArrayList<>();
        for (String key : keys) {
            all.add(ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)));
        }
        server.forbidden = all::contains;
    }

    @Test
    public void theTokenIsShownOnEachConnectionBeforeTheFirstCall() {
        try (CatenaClient client = client();
                ServerAccess access = ServerAccess.open(tls, token)) {
            client.put("k", "v");
            assertTrue(client.get("k").isPresent());
            assertTrue(client.getFrom(ServerAddress.parse(server.address()), "k".getBytes())
                    .isPresent());
            new NodeAdmin(ServerAddress.parse(server.address()), 20_000, access).status();
        }
        assertEquals(server.tls.names.size(), server.tokens.size());
        assertEquals(List.of(TOKEN), server.tokens.stream().distinct().toList());
    }

    @Test
    public void aTokenThatTheServerDoesNotKnowEndsACallAtOnceAndIsNotTold() {
        server.token = "another";
        try (CatenaClient client = client();
                ServerAccess access = ServerAccess.open(tls, token)) {
            NodeAdmin node = new NodeAdmin(ServerAddress.parse(server.address()), 20_000, access);
            ClusterAdmin cluster = new ClusterAdmin(List.of(node.address()), access);
            List<ThrowingRunnable> calls = List.of(
                    () -> client.put("k", "v"),
                    () -> client.get("k"),
                    client::layout,
                    () -> client.getStale("k".getBytes()),
                    node::status,
                    () -> cluster.settings(20_000));
            for (ThrowingRunnable call : calls) {
                ForbiddenException e = assertThrows(ForbiddenException.class, call);
                assertTrue(e.getMessage(), e.getMessage().contains("the token is not known"));
                assertFalse(e.getMessage(), e.getMessage().contains(TOKEN));
                assertEquals(Optional.empty(), e.principal());
            }
        }
        assertEquals(0, server.store.size());
    }

    @Test
    public void aTokenThatIsReplacedIsShownOnNewConnections() throws IOException {
        try (CatenaClient client = client()) {
            client.put("k", "v");
            server.token = "next";
            Files.writeString(token, "next");
            server.hangUp();
            assertTrue(client.put("k", "w").applied());
            Files.writeString(token, "");
            server.hangUp();
            assertTrue(
                    "while it is being written the old one serves",
                    client.put("k", "x").applied());
        }
    }

    @Test
    public void aTokenIsNotSentInPlainText() {
        InvalidRequestException e = assertThrows(
                InvalidRequestException.class,
                () -> CatenaClient.builder()
                        .servers(server.address())
                        .tokenFile(token)
                        .build());
        assertTrue(e.getMessage(), e.getMessage().contains("not sent in plain text"));
    }

    @Test
    public void aFileThatHoldsNoTokenIsRefusedAndNotQuoted() throws IOException {
        for (String bad : new String[] {"", " \n", "two words", "x\u00e4y", "x".repeat(4097)}) {
            Files.writeString(token, bad);
            InvalidRequestException e = assertThrows(InvalidRequestException.class, this::client);
            assertTrue(e.getMessage(), e.getMessage().startsWith(token.toString()));
            assertTrue(bad.isBlank() || !e.getMessage().contains(bad));
        }
        Files.delete(token);
        assertThrows(InvalidRequestException.class, this::client);
        Files.createDirectory(token);
        assertThrows(InvalidRequestException.class, this::client);
    }

    @Test
    public void aCallThatIsForbiddenEndsAtOnceAndSaysWhatIsNeeded() {
        mayNot("k");
        try (CatenaClient client = client()) {
            for (ThrowingRunnable call : List.<ThrowingRunnable>of(() -> client.put("k", "v"), () -> client.get("k"))) {
                ForbiddenException e = assertThrows(ForbiddenException.class, call);
                assertTrue(e.getMessage(), e.getMessage().contains("a grant is needed"));
                assertEquals(Optional.of("ada"), e.principal());
            }
            assertTrue(client.put("other", "v").applied());
        }
        assertEquals(2, server.writeCalls.get());
    }

    @Test
    public void aForbiddenCallDoesNoHarmToThoseThatTravelWithIt() {
        mayNot("k7", "k60");
        try (CatenaClient client = client()) {
            List<CompletableFuture<WriteResult>> puts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                puts.add(client.putAsync("k" + i, "v"));
            }
            for (int i = 0; i < 100; i++) {
                if (i == 7 || i == 60) {
                    Throwable cause = assertThrows(CompletionException.class, puts.get(i)::join)
                            .getCause();
                    assertEquals(ForbiddenException.class, cause.getClass());
                } else {
                    assertTrue(puts.get(i).join().applied());
                }
            }
            assertEquals(98, server.store.size());
            assertThrows(ForbiddenException.class, () -> client.getAll(List.of("k1".getBytes(), "k7".getBytes())));
        }
    }

    @Test
    public void theBatchOfAForbiddenCallIsHalvedEachTime() {
        Map<Integer, Integer> sizes = new ConcurrentSkipListMap<>();
        Set<Integer> refused = new ConcurrentSkipListSet<>();
        ByteBuffer bad = ByteBuffer.wrap("k80".getBytes(StandardCharsets.UTF_8));
        server.forbidden = key -> {
            sizes.merge(server.writeCalls.get(), 1, Integer::sum);
            return key.equals(bad) && refused.add(server.writeCalls.get());
        };
        try (CatenaClient client = client()) {
            List<CompletableFuture<WriteResult>> puts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                puts.add(client.putAsync("k" + i, "v"));
            }
            assertThrows(CompletionException.class, puts.get(80)::join);
        }
        int last = Integer.MAX_VALUE;
        for (int call : refused) {
            assertTrue(sizes + " of which refused " + refused, sizes.get(call) <= (last + 1L) / 2);
            last = sizes.get(call);
        }
        assertEquals(1, last);
    }

    @Test
    public void aWriteThatMayBeDoneIsNotSaidToBeUndoneWhenItIsForbiddenLater() {
        server.afterWrite = () -> {
            mayNot("k");
            throw new OutcomeUnknown("it may have been done");
        };
        try (CatenaClient client = client()) {
            OutcomeUnknownException e = assertThrows(OutcomeUnknownException.class, () -> client.put("k", "v"));
            assertTrue(e.getMessage(), e.getMessage().contains("an earlier attempt"));
            assertEquals(Forbidden.class, e.getCause().getClass());
        }
    }
}
