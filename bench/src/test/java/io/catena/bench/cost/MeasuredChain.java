package io.catena.bench.cost;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.catena.client.CatenaClient;
import io.catena.systemtest.LocalCluster;
import io.catena.systemtest.NodeProcess;
import io.catena.systemtest.Ports;
import io.catena.systemtest.ZooKeeperProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A ZooKeeper server, three nodes as processes and a client in this process, and the counters of each of them. */
final class MeasuredChain implements AutoCloseable {
    static final int NODES = 3;
    private static final int SESSION_MILLIS = 30_000;
    private static final int CALL_MILLIS = 20_000;

    private final ZooKeeperProcess zookeeper;
    private final LocalCluster localCluster;
    private final List<NodeProcess> nodes;
    private final List<JMXConnector> connectors = new ArrayList<>();
    private final List<ThreadMXBean> threads = new ArrayList<>();
    private final CatenaClient client;

    MeasuredChain(Path folder) throws IOException {
        Ports ports = new Ports();
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        localCluster = new LocalCluster(folder, ports, zookeeper.addresses(), SESSION_MILLIS);
        nodes = localCluster.awaitChain(localCluster.startNodes(NODES));
        for (NodeProcess node : nodes) {
            threads.add(threadsOf(node.status().getPid()));
        }
        client = CatenaClient.builder()
                .servers(localCluster.addresses())
                .timeoutMillis(CALL_MILLIS)
                .attemptTimeoutMillis(CALL_MILLIS)
                .build();
    }

    private ThreadMXBean threadsOf(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            String url = machine.startLocalManagementAgent();
            machine.detach();
            JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url));
            connectors.add(connector);
            return ManagementFactory.newPlatformMXBeanProxy(
                    connector.getMBeanServerConnection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        } catch (AttachNotSupportedException e) {
            throw new IOException("cannot read the threads of process " + pid, e);
        }
    }

    CatenaClient client() {
        return client;
    }

    /** The sums of the counters of all nodes. */
    Map<String, Long> counters() {
        Map<String, Long> sums = new TreeMap<>();
        for (NodeProcess node : nodes) {
            node.status().getCounters().forEach((name, count) -> sums.merge(name, count, Long::sum));
        }
        return sums;
    }

    /** The bytes that the threads of the nodes have allocated, except those that answer this question. */
    long allocatedByNodes() {
        return threads.stream().mapToLong(MeasuredChain::allocated).sum();
    }

    /** The bytes that the threads of this process have allocated. */
    static long allocatedHere() {
        return allocated((ThreadMXBean) ManagementFactory.getThreadMXBean());
    }

    private static long allocated(ThreadMXBean threads) {
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        ThreadInfo[] infos = threads.getThreadInfo(ids);
        long sum = 0;
        for (int i = 0; i < ids.length; i++) {
            boolean asksOrAnswers = infos[i] == null || infos[i].getThreadName().matches("(RMI|JMX|Attach).*");
            sum += asksOrAnswers ? 0 : Math.max(0, bytes[i]);
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        client.close();
        for (JMXConnector connector : connectors) {
            connector.close();
        }
        localCluster.close();
        zookeeper.close();
    }
}
