package io.catena.server.node.replicas;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.KeptFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.Test;

public class MembershipKeeperTest {
    private final List<byte[]> written = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore disk = new Semaphore(0);

    private static Configuration configuration(long epoch) {
        Member member = new Member("a", 3, "host:1");
        return new Configuration(1, epoch, 2, List.of(member), member, true, Map.of("b", 5L));
    }

    private void write(int chain, int format, byte[] content) throws IOException {
        disk.acquireUninterruptibly();
        written.add(content);
    }

    @Test
    public void theNewestIsOnTheDiskWhenItIsClosedAndManyChangesAreOneWrite() throws Exception {
        MembershipKeeper keeper = new MembershipKeeper(this::write);
        keeper.keep(null, 0);
        for (int epoch = 1; epoch <= 100; epoch++) {
            keeper.keep(configuration(epoch), epoch - 1);
        }
        disk.release(100);
        keeper.close();
        assertEquals(
                new KnownMembership(configuration(100), 99),
                new KeptFiles().membership("f", written.get(written.size() - 1)));
        assertEquals("writes: " + written.size(), true, written.size() <= 2);
        keeper.keep(configuration(101), 100);
    }

    @Test
    public void aDiskThatFailsIsTriedAgainWithTheNextChange() throws Exception {
        triedAgainAfter(new IOException("no space"));
    }

    @Test
    public void whatCannotBeWrittenEndsNoNode() throws Exception {
        List<Throwable> ends = Collections.synchronizedList(new ArrayList<>());
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> ends.add(e));
        try {
            triedAgainAfter(new IllegalArgumentException("no path"));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertEquals(List.of(), ends);
    }

    private void triedAgainAfter(Exception failure) throws Exception {
        boolean[] failed = new boolean[1];
        MembershipKeeper keeper = new MembershipKeeper((chain, format, content) -> {
            disk.release();
            if (!failed[0]) {
                failed[0] = true;
                if (failure instanceof IOException) {
                    throw (IOException) failure;
                }
                throw (RuntimeException) failure;
            }
            written.add(content);
        });
        keeper.keep(configuration(1), 0);
        disk.acquire();
        keeper.keep(configuration(2), 1);
        keeper.close();
        assertEquals(new KnownMembership(configuration(2), 1), new KeptFiles().membership("f", written.get(0)));
    }
}
