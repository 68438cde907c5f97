import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { notSimulated } from '../not-simulated.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { LaunchData } from './instances.ts';
import { paginate } from './pages.ts';
import { LIMITS } from './quotas.ts';

/** A version of a launch template: what of it matters here. */
interface Version {
  readonly createdAt: Date;
  /** An id, or a public parameter with the id of the newest image of its kind. */
  readonly image?: string;
  /** What an instance gets that is launched by itself. */
  readonly launchData?: LaunchData;
  /** The ARN of the role in its profile. */
  readonly role?: string;
}

/** A launch template. Its default version is the first. */
interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly versions: Version[];
}

/** A launch template as a group or an instance names it. */
export interface LaunchSource {
  readonly id: string;
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

/** What a version of a launch template gives an instance. */
interface ResolvedLaunch extends Launches {
  readonly source: LaunchSource;
  readonly imageId?: string;
  readonly parameter?: string;
}

const DEFAULT_VERSION = 1;

/** What AWS says of other versions, where no launch template is named. */
const VERSIONS_OF_ALL =
  'To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘$Latest’, ‘$Default’, or both, and omit ‘--launch-template-id’, ‘--launch-template-name’, and version numbers.';

/** What a version has beside its image. */
type Launches = Pick<Version, 'launchData' | 'role'>;

/** What an image parameter of a launch template begins with. https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html */
const PARAMETER = 'resolve:ssm:';

const toSdkTemplate = ({ id, name, versions }: LaunchTemplate): sdk.LaunchTemplate => ({
  LaunchTemplateId: id,
  LaunchTemplateName: name,
  CreateTime: versions[0]?.createdAt,
  DefaultVersionNumber: DEFAULT_VERSION,
  LatestVersionNumber: versions.length,
});

/** The launch templates of a region, and the newest image, which the public parameters have. */
export const createLaunchTemplates = (clock: Clock) => {
  const templates: LaunchTemplate[] = [];
  let newestImage = 'ami-0123456789abcdef0';

  const resolveImage = (image: string | undefined): string | undefined =>
    image?.startsWith(PARAMETER) === true ? newestImage : image;

  const add = (id: string, name: string, image: string | undefined, more: Launches = {}): LaunchTemplate => {
    const template = {
      id,
      name,
      versions: [{ createdAt: clock.now(), ...(image !== undefined && { image }), ...more }],
    };
    templates.push(template);
    return template;
  };

  /** The number that a version has; `undefined` for one that is not there. */
  const numberOf = ({ versions }: LaunchTemplate, version: string): number | undefined => {
    const number = { $Latest: versions.length, $Default: DEFAULT_VERSION }[version] ?? Number(version);
    return versions[number - 1] ? number : undefined;
  };

  const CreateLaunchTemplate: Operation<sdk.CreateLaunchTemplateRequest, sdk.CreateLaunchTemplateResult> = {
    handle: ({ LaunchTemplateName: name = '', LaunchTemplateData: data }) => {
      if (templates.some((template) => template.name === name))
        throw new AwsError('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
      return { LaunchTemplate: toSdkTemplate(add(`lt-${drawId(clock)}`, name, data?.ImageId)) };
    },
  };

  const DescribeLaunchTemplates: Operation<sdk.DescribeLaunchTemplatesRequest, sdk.DescribeLaunchTemplatesResult> = {
    handle: ({ LaunchTemplateNames: names }) => ({
      LaunchTemplates: templates.filter(({ name }) => names?.includes(name) ?? true).map(toSdkTemplate),
    }),
  };

  /** The latest and default versions of all templates. */
  const DescribeLaunchTemplateVersions: Operation<
    sdk.DescribeLaunchTemplateVersionsRequest,
    sdk.DescribeLaunchTemplateVersionsResult
  > = {
    handle: ({ LaunchTemplateId, LaunchTemplateName, Versions = [], ResolveAlias = false, MaxResults, NextToken }) => {
      if (LaunchTemplateId !== undefined || LaunchTemplateName !== undefined)
        throw notSimulated('the versions of one launch template', ['$Latest and $Default of all']);
      if (Versions.length === 0 || !Versions.every((version) => ['$Latest', '$Default'].includes(version)))
        throw new AwsError('InvalidParameterValue', VERSIONS_OF_ALL);
      const all = templates.flatMap((template) => {
        const numbers = new Set(Versions.flatMap((version) => numberOf(template, version) ?? []));
        return [...numbers].map((number) => {
          const { image, createdAt } = template.versions[number - 1] ?? {};
          const ImageId = ResolveAlias ? resolveImage(image) : image;
          return {
            LaunchTemplateId: template.id,
            LaunchTemplateName: template.name,
            VersionNumber: number,
            CreateTime: createdAt,
            DefaultVersion: number === DEFAULT_VERSION,
            LaunchTemplateData: ImageId === undefined ? {} : { ImageId },
          };
        });
      });
      const page = paginate(all, { MaxResults, NextToken }, LIMITS.launchTemplateVersions);
      return {
        LaunchTemplateVersions: [...page.items],
        ...(page.NextToken !== undefined && { NextToken: page.NextToken }),
      };
    },
  };

  return {
    operations: { CreateLaunchTemplate, DescribeLaunchTemplates, DescribeLaunchTemplateVersions },
    /** Adds a template that a stack made, under its id. */
    add: (id: string, image: string | undefined, more: Launches = {}): void => void add(id, id, image, more),
    /** Adds a version to a template, which a stack has changed. */
    addVersion: (id: string, image: string | undefined, more: Launches = {}): void => {
      const version = { createdAt: clock.now(), ...(image !== undefined && { image }), ...more };
      templates.find((template) => template.id === id)?.versions.push(version);
    },
    /** The id of the template of this name or id; `undefined` where there is none. */
    idOf: (nameOrId: string): string | undefined =>
      templates.find(({ id, name }) => id === nameOrId || name === nameOrId)?.id,
    hasVersion: ({ id, version }: LaunchSource): boolean =>
      templates.some((template) => template.id === id && numberOf(template, version) !== undefined),
    /** What an instance launches from: the number of the version, its image, and the parameter that names that. */
    resolve: ({ id, version }: LaunchSource): ResolvedLaunch => {
      const template = templates.find((candidate) => candidate.id === id);
      const number = template && numberOf(template, version);
      if (!template || number === undefined) throw new Error(`There is no version ${version} of ${id}.`);
      const { image, launchData, role } = template.versions[number - 1] ?? {};
      const imageId = resolveImage(image);
      return {
        source: { id: template.id, version: String(number) },
        ...(imageId !== undefined && { imageId }),
        ...(image?.startsWith(PARAMETER) === true && { parameter: image.slice(PARAMETER.length) }),
        ...(launchData && { launchData }),
        ...(role !== undefined && { role }),
      };
    },
    /** AWS publishes an image: the public parameters have it from now on. */
    publishImage: (imageId: string): void => void (newestImage = imageId),
  };
};

export type LaunchTemplates = ReturnType<typeof createLaunchTemplates>;
