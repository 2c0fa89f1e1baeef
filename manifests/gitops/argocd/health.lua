-- Argo CD's health check for HigherSelfRedis, key resource.customizations.health.redis.higherself.network_HigherSelfRedis
-- of the config map argocd-cm. It asks what kstatus asks, in the same order, so that Argo CD and Flux agree.
local health = { status = "Progressing", message = "Waiting for the operator" }

if obj.metadata ~= nil and obj.metadata.deletionTimestamp ~= nil then
  health.message = "Being deleted"
  return health
end

if obj.status == nil or obj.status.conditions == nil then
  return health
end

local generation = obj.metadata ~= nil and obj.metadata.generation or nil
if generation ~= nil and obj.status.observedGeneration ~= generation then
  health.message = "Waiting for the operator to see the latest change"
  return health
end

local conditions = {}
for _, condition in ipairs(obj.status.conditions) do
  conditions[condition.type] = condition
end

local function is_true(type)
  return conditions[type] ~= nil and conditions[type].status == "True"
end

local function message_of(type)
  if conditions[type] == nil then
    return ""
  end
  return conditions[type].message or conditions[type].reason or ""
end

if is_true("Reconciling") then
  health.message = message_of("Reconciling")
elseif is_true("Stalled") then
  -- Only a person can mend it, and the message says how. The last good state keeps running.
  health.status = "Degraded"
  health.message = message_of("Stalled")
elseif is_true("Ready") then
  health.status = "Healthy"
  health.message = message_of("Ready")
elseif conditions["Available"] ~= nil and conditions["Available"].status == "False" then
  -- It settled, and doesn't serve.
  health.status = "Degraded"
  health.message = message_of("Available")
elseif conditions["Ready"] ~= nil then
  health.message = message_of("Ready")
end

return health
