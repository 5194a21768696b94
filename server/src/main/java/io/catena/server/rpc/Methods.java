package io.catena.server.rpc;

import io.catena.thrift.AccessAnswer;
import io.catena.thrift.AccessReport;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.DataDigest;
import io.catena.thrift.Layout;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.SettingsReport;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import java.util.List;

/** The methods of {@code catena.thrift} that have an answer. */
public final class Methods {
    public static final RemoteMethod<Catena.put_args, WriteResult> PUT = RemoteMethod.of(
            "put", Catena.put_args::new, WriteResult.class, Catena.put_result::new, Catena.put_result.metaDataMap);

    public static final RemoteMethod<Catena.get_args, ReadResult> GET = RemoteMethod.of(
            "get", Catena.get_args::new, ReadResult.class, Catena.get_result::new, Catena.get_result.metaDataMap);

    public static final RemoteMethod<Catena.remove_args, WriteResult> REMOVE = RemoteMethod.of(
            "remove",
            Catena.remove_args::new,
            WriteResult.class,
            Catena.remove_result::new,
            Catena.remove_result.metaDataMap);

    public static final RemoteMethod<Catena.write_args, WriteResults> WRITE = RemoteMethod.of(
            "write",
            Catena.write_args::new,
            WriteResults.class,
            Catena.write_result::new,
            Catena.write_result.metaDataMap);

    public static final RemoteMethod<Catena.read_args, ReadResults> READ = RemoteMethod.of(
            "read", Catena.read_args::new, ReadResults.class, Catena.read_result::new, Catena.read_result.metaDataMap);

    public static final RemoteMethod<Catena.openSession_args, Long> OPEN_SESSION = RemoteMethod.of(
            "openSession",
            Catena.openSession_args::new,
            Long.class,
            Catena.openSession_result::new,
            Catena.openSession_result.metaDataMap);

    public static final RemoteMethod<Catena.layout_args, Layout> LAYOUT = RemoteMethod.of(
            "layout",
            Catena.layout_args::new,
            Layout.class,
            Catena.layout_result::new,
            Catena.layout_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.status_args, NodeStatus> STATUS = RemoteMethod.of(
            "status",
            CatenaAdmin.status_args::new,
            NodeStatus.class,
            CatenaAdmin.status_result::new,
            CatenaAdmin.status_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.die_args, Void> DIE = RemoteMethod.of(
            "die",
            CatenaAdmin.die_args::new,
            Void.class,
            CatenaAdmin.die_result::new,
            CatenaAdmin.die_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.leave_args, Void> LEAVE = RemoteMethod.of(
            "leave",
            CatenaAdmin.leave_args::new,
            Void.class,
            CatenaAdmin.leave_result::new,
            CatenaAdmin.leave_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.digest_args, DataDigest> DIGEST = RemoteMethod.of(
            "digest",
            CatenaAdmin.digest_args::new,
            DataDigest.class,
            CatenaAdmin.digest_result::new,
            CatenaAdmin.digest_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.settings_args, SettingsReport> SETTINGS = RemoteMethod.of(
            "settings",
            CatenaAdmin.settings_args::new,
            SettingsReport.class,
            CatenaAdmin.settings_result::new,
            CatenaAdmin.settings_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.changeSettings_args, SettingsReport> CHANGE_SETTINGS = RemoteMethod.of(
            "changeSettings",
            CatenaAdmin.changeSettings_args::new,
            SettingsReport.class,
            CatenaAdmin.changeSettings_result::new,
            CatenaAdmin.changeSettings_result.metaDataMap);

    public static final RemoteMethod<Catena.authenticate_args, Void> AUTHENTICATE = RemoteMethod.of(
            "authenticate",
            Catena.authenticate_args::new,
            Void.class,
            Catena.authenticate_result::new,
            Catena.authenticate_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.access_args, AccessReport> ACCESS = RemoteMethod.of(
            "access",
            CatenaAdmin.access_args::new,
            AccessReport.class,
            CatenaAdmin.access_result::new,
            CatenaAdmin.access_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.changeAccess_args, AccessReport> CHANGE_ACCESS = RemoteMethod.of(
            "changeAccess",
            CatenaAdmin.changeAccess_args::new,
            AccessReport.class,
            CatenaAdmin.changeAccess_result::new,
            CatenaAdmin.changeAccess_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.testAccess_args, AccessAnswer> TEST_ACCESS = RemoteMethod.of(
            "testAccess",
            CatenaAdmin.testAccess_args::new,
            AccessAnswer.class,
            CatenaAdmin.testAccess_result::new,
            CatenaAdmin.testAccess_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.placement_args, PlacementReport> PLACEMENT = RemoteMethod.of(
            "placement",
            CatenaAdmin.placement_args::new,
            PlacementReport.class,
            CatenaAdmin.placement_result::new,
            CatenaAdmin.placement_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.drain_args, PlacementReport> DRAIN = RemoteMethod.of(
            "drain",
            CatenaAdmin.drain_args::new,
            PlacementReport.class,
            CatenaAdmin.drain_result::new,
            CatenaAdmin.drain_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.undrain_args, PlacementReport> UNDRAIN = RemoteMethod.of(
            "undrain",
            CatenaAdmin.undrain_args::new,
            PlacementReport.class,
            CatenaAdmin.undrain_result::new,
            CatenaAdmin.undrain_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.planPlacement_args, PlacementPlan> PLAN_PLACEMENT = RemoteMethod.of(
            "planPlacement",
            CatenaAdmin.planPlacement_args::new,
            PlacementPlan.class,
            CatenaAdmin.planPlacement_result::new,
            CatenaAdmin.planPlacement_result.metaDataMap);

    public static final RemoteMethod<CatenaAdmin.rebalance_args, PlacementPlan> REBALANCE = RemoteMethod.of(
            "rebalance",
            CatenaAdmin.rebalance_args::new,
            PlacementPlan.class,
            CatenaAdmin.rebalance_result::new,
            CatenaAdmin.rebalance_result.metaDataMap);

    static final List<RemoteMethod<?, ?>> ALL = List.of(
            PUT,
            GET,
            REMOVE,
            WRITE,
            READ,
            OPEN_SESSION,
            LAYOUT,
            STATUS,
            DIE,
            LEAVE,
            DIGEST,
            SETTINGS,
            CHANGE_SETTINGS,
            AUTHENTICATE,
            ACCESS,
            CHANGE_ACCESS,
            TEST_ACCESS,
            PLACEMENT,
            DRAIN,
            UNDRAIN,
            PLAN_PLACEMENT,
            REBALANCE);

    private Methods() {}
}
