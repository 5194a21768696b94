package io.catena.bench.ycsb;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaException;
import io.catena.client.Versioned;
import io.catena.client.WriteOptions;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Vector;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.DBException;
import site.ycsb.Status;

/**
 * Catena behind YCSB's interface: a row is one value. An update of some fields reads the row and writes it back on
 * condition that it is unchanged, so that no update is lost; an update of all fields writes at once.
 *
 * <p>Properties: {@code catena.servers}, host:port,... There are no scans, so workload E cannot be run.
 */
public final class CatenaBinding extends DB {
    /**
     * YCSB creates one binding for each thread by reflection; only threads that share a client have their calls sent in
     * batches.
     */
    private static final SharedClient SHARED = new SharedClient();

    private static final int ATTEMPTS = 100;

    private CatenaClient client;
    private int fieldsOfRow;

    /** For YCSB. */
    public CatenaBinding() {}

    @Override
    public void init() throws DBException {
        String servers = getProperties().getProperty("catena.servers");
        if (servers == null) {
            throw new DBException("give -p catena.servers=host:port,...");
        }
        fieldsOfRow = Integer.parseInt(getProperties().getProperty("fieldcount", "10"));
        client = SHARED.acquire(servers);
    }

    @Override
    public void cleanup() {
        SHARED.release();
    }

    private static byte[] key(String table, String key) {
        return (table + "/" + key).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Status read(String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
        try {
            Optional<Versioned> found = client.get(key(table, key));
            if (found.isEmpty()) {
                return Status.NOT_FOUND;
            }
            Row.decode(found.get().value()).forEach((name, content) -> {
                if (fields == null || fields.contains(name)) {
                    result.put(name, new ByteArrayByteIterator(content));
                }
            });
            return Status.OK;
        } catch (CatenaException e) {
            return failed(e);
        }
    }

    @Override
    public Status insert(String table, String key, Map<String, ByteIterator> values) {
        try {
            client.put(key(table, key), Row.encode(contents(values)));
            return Status.OK;
        } catch (CatenaException e) {
            return failed(e);
        }
    }

    @Override
    public Status update(String table, String key, Map<String, ByteIterator> values) {
        Map<String, byte[]> changes = contents(values);
        try {
            if (changes.size() == fieldsOfRow) {
                client.put(key(table, key), Row.encode(changes));
                return Status.OK;
            }
            return merge(key(table, key), changes);
        } catch (CatenaException e) {
            return failed(e);
        }
    }

    private Status merge(byte[] key, Map<String, byte[]> changes) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Versioned> found = client.get(key);
            if (found.isEmpty()) {
                return Status.NOT_FOUND;
            }
            Map<String, byte[]> row = Row.decode(found.get().value());
            row.putAll(changes);
            WriteOptions unchanged = WriteOptions.DEFAULT.ifVersion(found.get().version());
            if (client.put(key, Row.encode(row), unchanged).applied()) {
                return Status.OK;
            }
        }
        return Status.SERVICE_UNAVAILABLE;
    }

    @Override
    public Status delete(String table, String key) {
        try {
            client.delete(key(table, key));
            return Status.OK;
        } catch (CatenaException e) {
            return failed(e);
        }
    }

    @Override
    public Status scan(
            String table,
            String startkey,
            int recordcount,
            Set<String> fields,
            Vector<HashMap<String, ByteIterator>> result) {
        return Status.NOT_IMPLEMENTED;
    }

    private static Map<String, byte[]> contents(Map<String, ByteIterator> values) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        values.forEach((name, content) -> contents.put(name, content.toArray()));
        return contents;
    }

    private static Status failed(CatenaException e) {
        return new Status("ERROR", e.getMessage());
    }
}
