/**
 * The parts of @cloudbase/js-sdk that the console needs, as one lazily loaded chunk. The order of the imports matters: a part that
 * finds a global `cloudbase`, which the app part sets, registers itself, and the explicit registration below would be its second.
 */
import { registerAuth } from '@cloudbase/js-sdk/auth';
import { registerFunctions } from '@cloudbase/js-sdk/functions';
import { registerDatabase } from '@cloudbase/js-sdk/database';
import { registerRealtime } from '@cloudbase/js-sdk/realtime';
import { registerStorage } from '@cloudbase/js-sdk/storage';
import cloudbase from '@cloudbase/js-sdk/app';

registerAuth(cloudbase);
registerFunctions(cloudbase);
registerDatabase(cloudbase);
registerRealtime(cloudbase);
registerStorage(cloudbase);

export { cloudbase };
