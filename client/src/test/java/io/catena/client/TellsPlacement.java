package io.catena.client;

import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.Refused;

/** A server that tells of the placement what a test has written down. */
interface TellsPlacement extends CatenaAdmin.Iface {
    FakePlacement placed();

    @Override
    default PlacementReport placement() {
        return FakePlacement.next(placed().reports);
    }

    @Override
    default PlacementReport drain(String node, String shown) throws Refused {
        placed().order("drain " + node + " " + shown);
        return placement();
    }

    @Override
    default PlacementReport undrain(String node, String shown) throws Refused {
        placed().order("undrain " + node + " " + shown);
        return placement();
    }

    @Override
    default PlacementPlan planPlacement(PlacementQuestion question) throws Refused {
        placed().order("plan " + question.getWithout() + " " + question.isWithoutAbsent());
        return placed().plan;
    }

    @Override
    default PlacementPlan rebalance(String shown) throws Refused {
        placed().order("rebalance " + shown);
        return placed().plan;
    }
}
