package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Origin;
import io.catena.server.chain.SharedSettings;
import io.catena.server.rpc.Reply;
import io.catena.thrift.SettingsReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class SettingsDeskTest {
    private final CompletableFuture<Exception> failure = new CompletableFuture<>();

    private final Reply<SettingsReport> reply = new Reply<>() {
        @Override
        public void succeed(SettingsReport value) {
            failure.complete(new Exception("it succeeded"));
        }

        @Override
        public void fail(Exception error) {
            failure.complete(error);
        }
    };

    @Test
    public void aDefectOnItsThreadFailsTheRequestAndNotTheNode() throws Exception {
        // A desk without a znode stands for any defect.
        try (OrderDesk orders = new OrderDesk(() -> true);
                QuestionDesk questions = new QuestionDesk(() -> true)) {
            SettingsDesk desk = new SettingsDesk(null, null, null, orders, questions);
            desk.read(new Origin("10.0.0.7", 1), reply);
            Exception failed = failure.get(10, TimeUnit.SECONDS);
            assertTrue("" + failed, failed instanceof NullPointerException);
        }
    }

    @Test
    public void aNodeThatCarriesNoChainTellsWhatIsWantedAndThatItCannotTellMore() {
        SettingsReport report = WireSettings.report(SharedSettings.STANDARD, List.of());
        assertEquals(SharedSettings.STANDARD.leaseMillis(), report.getWanted().getLeaseMillis());
        assertFalse(report.isSetInForce());
        assertTrue(report.getNote(), report.getNote().contains("carries no chain; ask a node that carries one"));
    }
}
